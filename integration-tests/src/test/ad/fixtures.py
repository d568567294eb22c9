#!/usr/bin/python3
"""Create, list and reset the test objects, directly in the domain database (works with the DC up or down).

usage: fixtures.py INSTANCE-DIR create [STAFF-COUNT]   everything; objects that exist are left alone, then reset all
       fixtures.py INSTANCE-DIR reset NAME... | ALL     put users back into their defined state
       fixtures.py INSTANCE-DIR refresh [ADDRESS]       the time-dependent states again, counted from now; DNS A records
       fixtures.py INSTANCE-DIR list                    name <TAB> password <TAB> DN <TAB> UPN <TAB> what it is
       fixtures.py INSTANCE-DIR limits [NAME=VALUE...]  lDAPAdminLimits, e.g. MaxConnIdleTime=5
       fixtures.py INSTANCE-DIR password NAME PASSWORD   as an administrator changes it
       fixtures.py INSTANCE-DIR set NAME ATTR VALUE     pwdLastSet, lockoutTime, badPwdCount ... any raw value
"""
import sys
import time

import ldb
from samba import param
from samba.auth import system_session
from samba.credentials import Credentials
from samba.dcerpc import dnsp
from samba.ndr import ndr_pack, ndr_unpack
from samba.samdb import SamDB

PW = "Passw0rd!"
DNS = "corp.example.test"
BYPASS_LAST_SET = "local_oid:1.3.6.1.4.1.7165.4.3.20:0"     # Samba-private: lets pwdLastSet take any value
BYPASS_HASH = "local_oid:1.3.6.1.4.1.7165.4.3.12:0"         # Samba-private: unicodePwd takes the raw NT hash
NEVER = 9223372036854775807
NORMAL, DISABLED, NOEXPIRE, NOTREQD, SMARTCARD, NOPREAUTH = 0x200, 0x2, 0x10000, 0x20, 0x40000, 0x400000
OUS = ["People", "Groups", "Service", "Staff", "Special", "K\u00f6ln, S\u00fcd"]


def filetime(seconds):
    return int((seconds + 11644473600) * 10 ** 7)


def days_ago(n):
    return filetime(time.time() - n * 86400)


def u(sam, what, cn=None, pw=PW, upn="", ou="People", uac=NORMAL, **more):
    return dict(sam=sam, what=what, cn=cn or sam, pw=pw, upn=f"{sam}@{DNS}" if upn == "" else upn, ou=ou, uac=uac, more=more)


# more: pls = pwdLastSet (0, -1 or days back-dated), expires = accountExpires (filetime), locked, hours, wks, mail, primary, groups
USERS = [
    u("u.ok", "healthy", cn="Ok User", mail="ok.user@mail.example.test", groups=["G-Proxy-Users"]),
    u("u.ok2", "healthy, no groups", cn="Ok User Two"),
    u("u.expired", "password expired (pwdLastSet 100 days back, domain max age 42 d)", pls=100),
    u("u.exppso", "password expired through a PSO (max age 2 d, pwdLastSet 3 days back)", pls=3, groups=["G-PSO-Short"]),
    u("u.soon", "password expires in about 2 days", pls=40),
    u("u.mustchange", "must change password at next logon", pls=0),
    u("u.disabled", "disabled", uac=NORMAL | DISABLED),
    u("u.acctexp", "account expired on 2020-01-01", expires=filetime(1577836800)),
    u("u.locked", "locked out for good (PSO with lockout duration 'forever')", locked=True, groups=["G-PSO-Forever"]),
    u("u.locktmp", "locked out, opens again after the domain's 1 minute", locked=True),
    u("u.lockme", "healthy, for lockout tests (3 wrong passwords, 1 minute)"),
    u("u.hours", "no logon hours at all", hours=b"\0" * 21),
    u("u.wks", "may log on to workstation WS1 only", wks="WS1"),
    u("u.neverexp", "password never expires, 3000 days old", uac=NORMAL | NOEXPIRE, pls=3000),
    u("u.smartcard", "smart card required", uac=NORMAL | SMARTCARD),
    u("u.disexp", "disabled AND password expired", uac=NORMAL | DISABLED, pls=100),
    u("u.dislock", "disabled AND locked out", uac=NORMAL | DISABLED, locked=True, groups=["G-PSO-Forever"]),
    u("u.lockexp", "locked out AND password expired", locked=True, pls=100, groups=["G-PSO-Forever"]),
    u("u.nopwd", "PASSWD_NOTREQD with no password at all", pw=None, uac=NORMAL | NOTREQD),
    u("j\u00fcrgen.m\u00fcller", "umlauts in logon name, CN and password", cn="J\u00fcrgen M\u00fcller", pw="P\u00e4ssw\u00f6rd-\u20ac-\u00df", ou="K\u00f6ln, S\u00fcd"),
    u("u.nfd", "password with a combining character (NFD a+U+0308)", pw="Pa\u0308sswort1"),
    u("u.emoji", "password beyond the BMP", pw="Pw-\U0001F511-42"),
    u("u.colon", "colons in the password", pw="pa:ss:w0rd:"),
    u("u.space", "blanks at both ends of the password", pw=" lead and trail "),
    u("u.quote", "quotes, backslash and LDAP/URL metacharacters in the password", pw="a\"b\\c,d+e<f>;g=h#i*(j)%20&k"),
    u("u.long", "127 character password", pw="L0ng" + "x" * 123),
    u("u.comma", "comma, backslash, parentheses, # in the CN", cn="Doe, John \\ (Ext) #1", ou="Special"),
    u("u.plus", "the other RFC 4514 specials in the CN", cn="#A+B=C;D<E>\"F\" *", ou="Special"),
    u("u.noupn", "no userPrincipalName", upn=None),
    u("u.altupn", "UPN with the alternative suffix mail.example.test", upn="alt.upn@mail.example.test"),
    u("u.foreignupn", "UPN with a suffix that is not registered", upn="foreign.upn@unregistered.example"),
    u("u.upndiff", "UPN prefix differs from the logon name", upn=f"other.name@{DNS}"),
    u("u.mail", "mail differs from UPN", mail="only.mail@mail.example.test"),
    u("u.nested", "member of G-A, which is in G-B, which is in G-C, which is in G-A (loop)", groups=["G-A"]),
    u("u.primary", "primary group changed to G-Primary", primary="G-Primary"),
    u("u.many", "in more groups than AD gives values at once (1500)"),
    u("u.scopes", "in a domain-local and a universal group", groups=["G-DomLocal", "G-Universal", "G, Comma (x)"]),
    u("Mixed.Case", "mixed case logon name"),
    u("u.amp", "sAMAccountName with & and '", cn="u.amp", ou="Special"),
    u("o'neil&co", "quote and ampersand in the logon name", cn="O'Neil & Co", ou="Special"),
    u("u.blank name", "blank in the logon name", cn="Blank Name", ou="Special", upn=f"blank.name@{DNS}"),
    u("svc-proxy", "service account for the search bind", pw="Svc-Proxy-1", ou="Service", uac=NORMAL | NOEXPIRE),
    u("svc-http", "carries the SPN HTTP/proxy." + DNS, pw="Svc-Http-1", ou="Service", uac=NORMAL | NOEXPIRE, spn=f"HTTP/proxy.{DNS}"),
]
GLOBAL, DOMLOCAL, UNIVERSAL = -2147483646, -2147483644, -2147483640
GROUPS = {  # name: (type, members that are groups)
    "G-Proxy-Users": (GLOBAL, []), "G-A": (UNIVERSAL, ["G-C"]), "G-B": (UNIVERSAL, ["G-A"]), "G-C": (UNIVERSAL, ["G-B"]),
    "G-Primary": (GLOBAL, []), "G-DomLocal": (DOMLOCAL, []), "G-Universal": (UNIVERSAL, []), "G, Comma (x)": (GLOBAL, []),
    "G-Staff": (GLOBAL, []), "G-PSO-Short": (GLOBAL, []), "G-PSO-Forever": (GLOBAL, []), "G-Empty": (GLOBAL, []),
}
MANY = 1520
MIN = 60 * 10 ** 7
PSOS = [  # name, precedence, max age, lockout threshold, duration (0x8000... = until an administrator unlocks), group
    ("PSO-Short", 10, -2 * 86400 * 10 ** 7, 3, -MIN, "G-PSO-Short"),
    ("PSO-Forever", 20, -42 * 86400 * 10 ** 7, 3, -2 ** 63, "G-PSO-Forever"),
]


class Fixtures:
    def __init__(self, d):
        lp = param.LoadParm()
        lp.load(d + "/etc/smb.conf")
        self.db = SamDB(url=d + "/private/sam.ldb", session_info=system_session(), lp=lp)
        self.base = str(self.db.domain_dn())

    def dn(self, rdn_value, parent, attr="CN"):
        dn = ldb.Dn(self.db, "%s=x,%s" % (attr, parent))
        dn.set_component(0, attr, rdn_value)
        return dn

    def ou(self, name):
        return self.dn(name, self.base, "OU")

    def user_dn(self, x):
        return self.dn(x["cn"], str(self.ou(x["ou"])))

    def group_dn(self, g):
        return self.dn(g, str(self.ou("Groups")))

    def exists(self, dn):
        try:
            return len(self.db.search(dn, scope=ldb.SCOPE_BASE, attrs=["cn"])) > 0
        except ldb.LdbError as e:
            if e.args[0] == ldb.ERR_NO_SUCH_OBJECT:
                return False
            raise

    def add(self, dn, **attrs):
        if self.exists(dn):
            return False
        m = ldb.Message(dn)
        for k, v in attrs.items():
            k = k.replace("__", "-")
            m[k] = ldb.MessageElement(v, ldb.FLAG_MOD_ADD, k)
        self.db.add(m)
        return True

    def put(self, dn, controls=None, **attrs):
        m = ldb.Message(dn)
        for k, v in attrs.items():
            k = k.replace("__", "-")
            m[k] = ldb.MessageElement([] if v is None else v, ldb.FLAG_MOD_REPLACE, k)
        self.db.modify(m, controls or [])

    def members(self, group, dns):
        have = {str(v).lower() for r in self.db.search(group, scope=ldb.SCOPE_BASE, attrs=["member"]) for v in r.get("member", [])}
        new = [str(d) for d in dns if str(d).lower() not in have]
        if new:
            m = ldb.Message(group)
            m["member"] = ldb.MessageElement(new, ldb.FLAG_MOD_ADD, "member")
            self.db.modify(m)

    def create(self, staff):
        base = self.base
        self.put(ldb.Dn(self.db, base), pwdProperties="0", pwdHistoryLength="3", minPwdLength="4", minPwdAge="0",
                 maxPwdAge=str(-42 * 86400 * 10 ** 7), lockoutThreshold="3", lockoutDuration=str(-MIN), lockOutObservationWindow=str(-MIN))
        self.put(ldb.Dn(self.db, "CN=Partitions,CN=Configuration," + base), uPNSuffixes="mail.example.test")
        self.db.transaction_start()
        try:
            for o in OUS:
                self.add(self.ou(o), objectClass="organizationalUnit")
            for g, (kind, _) in GROUPS.items():
                self.add(self.group_dn(g), objectClass="group", sAMAccountName=g.replace(",", ""), groupType=str(kind))
            for g, (_, subs) in GROUPS.items():
                self.members(self.group_dn(g), [self.group_dn(s) for s in subs])
            for name, prec, maxage, threshold, duration, group in PSOS:
                self.add(ldb.Dn(self.db, "CN=%s,CN=Password Settings Container,CN=System,%s" % (name, base)),
                         objectClass="msDS-PasswordSettings", msDS__PasswordSettingsPrecedence=str(prec),
                         msDS__PasswordReversibleEncryptionEnabled="FALSE", msDS__PasswordHistoryLength="3",
                         msDS__PasswordComplexityEnabled="FALSE", msDS__MinimumPasswordLength="4", msDS__MinimumPasswordAge="0",
                         msDS__MaximumPasswordAge=str(maxage), msDS__LockoutThreshold=str(threshold),
                         msDS__LockoutObservationWindow=str(-MIN), msDS__LockoutDuration=str(duration),
                         msDS__PSOAppliesTo=str(self.group_dn(group)))
            self.add(self.dn("Contact Only", str(self.ou("People"))), objectClass="contact", mail="contact@mail.example.test")
            for x in USERS:
                self.create_user(x)
            member = str(self.user_dn(next(x for x in USERS if x["sam"] == "u.many")))
            for i in range(MANY):
                self.add(self.dn("many-%04d" % i, str(self.ou("Groups"))), objectClass="group", sAMAccountName="many-%04d" % i, member=member)
        except BaseException:
            self.db.transaction_cancel()
            raise
        self.db.transaction_commit()
        self.create_staff(staff)

    def create_user(self, x):
        more, attrs = x["more"], {}
        if x["upn"]:
            attrs["userPrincipalName"] = x["upn"]
        if "mail" in more:
            attrs["mail"] = more["mail"]
        if "spn" in more:
            attrs["servicePrincipalName"] = more["spn"]
            attrs["msDS__SupportedEncryptionTypes"] = "24"                    # AES only
        if x["pw"] is not None:
            attrs["unicodePwd"] = ('"%s"' % x["pw"]).encode("utf-16-le")
        dn = self.user_dn(x)
        if not self.add(dn, objectClass="user", sAMAccountName=x["sam"], displayName=x["cn"], userAccountControl=str(x["uac"]), **attrs):
            return
        if x["uac"] & SMARTCARD:                  # the flag replaces the password by a random one, so set it again
            self.put(dn, unicodePwd=('"%s"' % x["pw"]).encode("utf-16-le"))
        for g in more.get("groups", []):
            self.members(self.group_dn(g), [dn])
        if "primary" in more:
            gdn = self.group_dn(more["primary"])
            self.members(gdn, [dn])
            rid = str(self.db.search(gdn, scope=ldb.SCOPE_BASE, attrs=["primaryGroupToken"])[0]["primaryGroupToken"])
            self.put(dn, primaryGroupID=rid)

    def create_staff(self, n):
        """Bulk users.  Deriving the Kerberos AES keys costs 30 ms a user; writing the NT hash alone, past the
        password_hash module, costs 5 ms.  LDAP binds work all the same, Kerberos works with RC4 only."""
        ou = str(self.ou("Staff"))
        have = len(self.db.search(ou, scope=ldb.SCOPE_ONELEVEL, attrs=["cn"]))
        if have >= n:
            return
        t, dns, yesterday = time.time(), [], str(days_ago(1))
        cred = Credentials()
        self.db.transaction_start()
        try:
            for i in range(have + 1, n + 1):
                sam = "s%05d" % i
                dn = ldb.Dn(self.db, "CN=Staff %05d,%s" % (i, ou))
                self.add(dn, objectClass="user", sAMAccountName=sam, userPrincipalName=f"{sam}@{DNS}", givenName="Staff", sn="%05d" % i,
                         displayName="Staff %05d" % i, mail=f"{sam}@mail.example.test", userAccountControl=str(NORMAL | DISABLED))
                cred.set_password("Staff-%05d" % i)
                self.put(dn, controls=[BYPASS_HASH], unicodePwd=bytes(cred.get_nt_hash()), pwdLastSet=yesterday, userAccountControl=str(NORMAL | NOEXPIRE))
                dns.append(dn)
            self.members(self.group_dn("G-Staff"), dns)
        except BaseException:
            self.db.transaction_cancel()
            raise
        self.db.transaction_commit()
        print("%d staff users in %.1f s" % (len(dns), time.time() - t))

    def reset(self, x, passwords=True):
        more, dn = x["more"], self.user_dn(x)
        if not self.exists(dn):                   # renamed, moved or deleted by a test: build it again
            for r in self.db.search(self.base, expression="(sAMAccountName=%s)" % ldb.binary_encode(x["sam"]), attrs=["cn"]):
                self.db.delete(r.dn)
            self.create_user(x)
        if x["pw"] is not None and passwords:
            self.put(dn, unicodePwd=('"%s"' % x["pw"]).encode("utf-16-le"))
            self.put(dn, controls=[BYPASS_HASH], ntPwdHistory=None)     # else the password before this one still works for an hour
        self.put(dn, userAccountControl=str(x["uac"]), accountExpires=str(more.get("expires", NEVER)), lockoutTime="0",
                 badPwdCount="0", logonHours=more.get("hours"), userWorkstations=more.get("wks"))
        pls = more.get("pls", -1)
        if pls in (0, -1):
            if x["pw"] is not None:                # Samba cannot rewrite the key blob of a user who never had a password
                self.put(dn, pwdLastSet=str(pls))
        else:
            self.put(dn, controls=[BYPASS_LAST_SET], pwdLastSet=str(days_ago(pls)))
        if more.get("locked"):
            now = str(filetime(time.time()))
            self.put(dn, lockoutTime=now, badPwdCount="3", badPasswordTime=now)

    def reset_names(self, names):
        by = {x["sam"]: x for x in USERS}
        for n in by if names == ["ALL"] else names:
            if n in by:
                self.reset(by[n])
            elif n.startswith("s") and n[1:].isdigit():
                dn = ldb.Dn(self.db, "CN=Staff %s,%s" % (n[1:], self.ou("Staff")))
                self.put(dn, unicodePwd=('"Staff-%s"' % n[1:]).encode("utf-16-le"), userAccountControl=str(NORMAL | NOEXPIRE), lockoutTime="0", badPwdCount="0")
            else:
                sys.exit("no fixture user " + n)

    def refresh(self):
        """The time-dependent states counted from now, without the costly password hashing."""
        self.db.transaction_start()
        for x in USERS:
            self.reset(x, passwords=False)
        self.db.transaction_commit()

    def address(self, new):
        """Point the domain's A records at another loopback address (the cached domain was built for some address)."""
        n = 0
        for zone in ("DomainDnsZones", "ForestDnsZones"):
            for node in self.db.search("CN=MicrosoftDNS,DC=%s,%s" % (zone, self.base), expression="(objectClass=dnsNode)", attrs=["dnsRecord"]):
                out, changed = [], False
                for blob in node.get("dnsRecord", []):
                    rec = ndr_unpack(dnsp.DnssrvRpcRecord, blob)
                    if rec.wType == dnsp.DNS_TYPE_A and rec.data.startswith("127.") and rec.data != new:
                        rec.data, changed = new, True
                        n += 1
                    out.append(ndr_pack(rec))
                if changed:
                    self.put(node.dn, dnsRecord=out)
        if n:
            print("%d A records now say %s" % (n, new), file=sys.stderr)

    def limits(self, settings):
        """MaxConnIdleTime, InitRecvTimeout (seconds) and the like; Samba reads them for each new connection."""
        dn = ldb.Dn(self.db, "CN=Default Query Policy,CN=Query-Policies,CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration," + self.base)
        now = dict(str(v).split("=") for v in self.db.search(dn, scope=ldb.SCOPE_BASE, attrs=["lDAPAdminLimits"])[0]["lDAPAdminLimits"])
        now.update(s.split("=") for s in settings)
        if settings:
            self.put(dn, lDAPAdminLimits=["%s=%s" % kv for kv in now.items()])
        print(" ".join("%s=%s" % kv for kv in now.items()))

    def list(self):
        for x in USERS:
            print("\t".join([x["sam"], x["pw"] or "", str(self.user_dn(x)), x["upn"] or "", x["what"]]))

    def set(self, name, attr, value):
        r = self.db.search(self.base, expression="(sAMAccountName=%s)" % ldb.binary_encode(name), attrs=["cn"])
        self.put(r[0].dn, controls=[BYPASS_LAST_SET] if attr == "pwdLastSet" and value not in ("0", "-1") else None, **{attr: value})


def main(a):
    f = Fixtures(a[1])
    if a[2] == "create":
        t = time.time()
        f.create(int(a[3]) if len(a) > 3 else 0)
        f.refresh()
        print("fixtures in %.1f s" % (time.time() - t))
    elif a[2] == "reset":
        f.reset_names(a[3:])
    elif a[2] == "refresh":
        if len(a) > 3:
            f.address(a[3])
        f.refresh()
    elif a[2] == "list":
        f.list()
    elif a[2] == "limits":
        f.limits(a[3:])
    elif a[2] == "set":
        f.set(*a[3:6])
    elif a[2] == "password":
        f.db.setpassword("(sAMAccountName=%s)" % ldb.binary_encode(a[3]), a[4])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv)
