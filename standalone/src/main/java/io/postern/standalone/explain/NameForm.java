package io.postern.standalone.explain;

/** The forms in which a name can be typed, in Microsoft's words. */
public final class NameForm {
  private NameForm() {}

  /** The form of a name as it was typed. */
  public static String of(String name) {
    if (name.indexOf('\\') >= 0) {
      return "down-level logon name";
    }
    if (name.indexOf('=') >= 0 && name.indexOf(',') >= 0) {
      return "distinguished name";
    }
    return name.indexOf('@') >= 0 ? "user principal name" : "account name";
  }
}
