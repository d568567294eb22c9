package io.postern.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who a user is, in the directory's words. Immutable.
 *
 * @param account the account's own key (objectGUID, entryUUID or normalised DN): one person, one
 *     account, whatever was typed
 * @param name what to call the user in logs and fields: sAMAccountName, uid
 * @param distinguishedName the entry's name, where it was read
 * @param userPrincipalName {@code name@suffix}, where the directory has one
 * @param groups all groups, nested ones included
 * @param passwordExpires null: never, or not known
 */
public record Identity(
    String account,
    String name,
    @Nullable String distinguishedName,
    @Nullable String userPrincipalName,
    Groups groups,
    @Nullable Instant passwordExpires) {

  /** An identity of which nothing but a name is known. */
  public static Identity named(String name) {
    return new Identity(name, name, null, null, Groups.NONE, null);
  }
}
