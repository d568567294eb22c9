package io.postern.ldap;

import io.postern.account.Deadline;

/** Something that can search: the service account, or a user who has just proven a password. */
interface Searching {

  /** Where it searches. */
  ServerAddress server();

  /** Searches once; may be repeated, on another server too. */
  Answer search(Query query, Deadline deadline) throws Unanswered;
}
