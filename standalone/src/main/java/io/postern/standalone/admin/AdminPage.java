package io.postern.standalone.admin;

/** What is served at a path of the admin listener. Thread-safe; must not block. */
@FunctionalInterface
public interface AdminPage {

  AdminAnswer answer(AdminRequest request);
}
