package io.postern.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.spi.Groups.Group;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A group by any of its names. */
class GroupsTest {
  private static final Groups GROUPS =
      new Groups(
          List.of(
              new Group("Internet Users", "CN=Internet Users,DC=corp,DC=example", "S-1-5-21-1-2"),
              new Group("staff", null, null)));

  @Test
  void contains_nameDnOrSidInAnyCase_isTrue() {
    assertThat(GROUPS.contains("internet users")).isTrue();
    assertThat(GROUPS.contains("cn=internet users,dc=CORP,dc=example")).isTrue();
    assertThat(GROUPS.contains("s-1-5-21-1-2")).isTrue();
    assertThat(GROUPS.contains("STAFF")).isTrue();
  }

  @Test
  void contains_partOfAName_isFalse() {
    assertThat(GROUPS.contains("Internet")).isFalse();
    assertThat(GROUPS.contains("")).isFalse();
    assertThat(Groups.NONE.contains("staff")).isFalse();
  }

  @Test
  void equals_otherOrder_isEqual() {
    Group first = GROUPS.all().get(0);
    Group second = GROUPS.all().get(1);

    assertThat(new Groups(List.of(second, first))).isEqualTo(GROUPS).hasSameHashCodeAs(GROUPS);
    assertThat(new Groups(List.of(first))).isNotEqualTo(GROUPS);
  }
}
