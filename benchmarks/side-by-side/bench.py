#!/usr/bin/env python3
"""Forward proxies side by side on loopback: see README.md."""
import base64, glob, hashlib, json, os, re, resource, shlex, shutil, signal, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
B = os.environ.get("POSTERN_BENCH_DIR") or os.path.join(os.environ.get("TMPDIR", "/tmp"), "postern-bench")
PORT = int(os.environ.get("BENCH_PORT_BASE", "18000"))
REPS = int(os.environ.get("BENCH_REPS", "3"))
SCALE = float(os.environ.get("BENCH_SCALE", "1"))       # of every timed window
PIN = os.environ.get("BENCH_PIN", "1") != "0"
JAVA = os.environ.get("BENCH_JAVA", "java")
USERS, LOCAL = 12000, 1000                               # in the directory; in a peer's own list
ORIGIN, ECHO, LDAP = PORT + 80, PORT + 81, PORT + 89
BASE = "dc=corp,dc=example,dc=test"
SVC_DN, SVC_PW = f"cn=svc,{BASE}", "svcpw"
LDAP_URL = f"ldap://127.0.0.1:{LDAP}"
PLOAD = f"{B}/pload"
TLS = f"{B}/tls"                                         # .pem and .key; .both for HAProxy
OUT = os.environ.get("BENCH_OUT", f"{B}/results.jsonl")
RES = {}


def sh(cmd, **k):
    return subprocess.run(cmd, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **k).stdout


def log(*a):
    print(f"[{time.strftime('%H:%M:%S')}]", *a, file=sys.stderr, flush=True)


# ---------------------------------------------------------------- processes
def session(sid):
    """The pids of a session that this harness started (each peer leads one of its own)."""
    out = []
    for d in os.listdir("/proc"):
        if d.isdigit():
            try:
                f = open(f"/proc/{d}/stat").read().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(f[3]) == sid and f[0] != "Z":
                out.append((int(d), f))
    return out


def cpu(sid):
    """CPU seconds, children that have ended and been waited for included."""
    return sum(sum(int(x) for x in f[11:15]) for _, f in session(sid)) / os.sysconf("SC_CLK_TCK") if sid else 0.0


def memory(sid):
    """(PSS, summed RSS) of a session in MiB."""
    pss = rss = 0
    for pid, _ in session(sid) if sid else []:
        try:
            t = open(f"/proc/{pid}/smaps_rollup").read()
            pss += int(re.search(r"^Pss:\s+(\d+)", t, re.M).group(1))
            rss += int(re.search(r"^Rss:\s+(\d+)", t, re.M).group(1))
        except (OSError, AttributeError):
            pass
    return pss / 1024, rss / 1024


def cores():
    """Busy seconds of each core since boot."""
    out = {}
    for line in open("/proc/stat"):
        m = re.match(r"cpu(\d+) (.*)", line)
        if m:
            v = [int(x) for x in m.group(2).split()]
            out[int(m.group(1))] = (sum(v[:3]) + sum(v[5:8])) / os.sysconf("SC_CLK_TCK")
    return out


def spawn(cmd, core, name, env=None, cwd=None):
    pin = ["taskset", "-c", str(core)] if core is not None else []
    errf = open(f"{B}/log/{name}.err", "ab")
    return subprocess.Popen(pin + cmd, stdin=subprocess.DEVNULL, stdout=errf, stderr=errf, start_new_session=True,
                            cwd=cwd or B, env={**os.environ, **(env or {})})


def stop(p, wait=1.0):
    if p is None:
        return
    for sig, t in ((signal.SIGTERM, wait), (signal.SIGKILL, 3)):
        for pid, _ in session(p.pid):
            try:
                os.kill(pid, sig)
            except ProcessLookupError:
                pass
        end = time.time() + t
        while time.time() < end:
            p.poll()
            if not session(p.pid):
                return
            time.sleep(0.02)


def wait_port(port, t=20):
    import socket
    end = time.time() + t
    while time.time() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"nothing listens on {port}; see {B}/log")


# ---------------------------------------------------------------- the fixed parts
def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, mode)


def setup(force=False):
    if os.path.exists(f"{B}/.ready") and not force:
        src = max(os.path.getmtime(p) for p in [f"{HERE}/load/pload.c", f"{HERE}/bench.py"] + glob.glob(f"{HERE}/java/*/*.java"))
        if os.path.getmtime(f"{B}/.ready") > src:
            return
    need = {"wrk": "wrk", "nginx": "nginx-light", "slapd": "slapd", "ldapsearch": "ldap-utils", "gcc": "gcc", "mvn": "maven"}
    missing = [p for c, p in need.items() if not shutil.which(c, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]
    if missing:
        raise SystemExit("install first (Debian packages): " + " ".join(missing))
    for d in ("log", "www", "ldap", "run"):
        os.makedirs(f"{B}/{d}", exist_ok=True)
    os.chmod(B, 0o755)
    sh(["gcc", "-O2", "-o", PLOAD, f"{HERE}/load/pload.c"])
    for name, size in (("1k", 1024), ("64k", 65536), ("100m", 100_000_000)):
        with open(f"{B}/www/{name}", "wb") as f:
            block = os.urandom(min(size, 1 << 20))
            left = size
            while left:
                left -= f.write(block[:left])
    write(f"{B}/nginx.conf", f"""daemon off;
master_process off;
worker_processes 1;
pid {B}/run/nginx.pid;
error_log {B}/log/nginx.err crit;
worker_rlimit_nofile 19000;
events {{ worker_connections 19000; multi_accept on; }}
http {{
  access_log off;
  sendfile on; tcp_nopush on; tcp_nodelay on; sendfile_max_chunk 2m;
  keepalive_timeout 600s; keepalive_requests 1000000000;
  open_file_cache max=16; open_file_cache_valid 3600s;
  client_body_temp_path {B}/run/t1; proxy_temp_path {B}/run/t2; fastcgi_temp_path {B}/run/t3;
  uwsgi_temp_path {B}/run/t4; scgi_temp_path {B}/run/t5;
  server {{ listen 127.0.0.1:{ORIGIN} backlog=4096; root {B}/www; default_type application/octet-stream; }}
}}
""")
    shutil.rmtree(f"{B}/ldap")
    os.makedirs(f"{B}/ldap")
    write(f"{B}/slapd.conf", f"""include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {B}/run/slapd.pid
argsfile {B}/run/slapd.args
threads 4
database monitor
access to * by * read
database mdb
suffix "{BASE}"
rootdn "cn=admin,{BASE}"
rootpw secret
directory {B}/ldap
maxsize 268435456
index objectClass,uid eq
access to attrs=userPassword by anonymous auth by * none
access to * by * read
""")

    def ssha(p):
        salt = os.urandom(8)
        return "{SSHA}" + base64.b64encode(hashlib.sha1(p.encode() + salt).digest() + salt).decode()

    ldif = [f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\ndc: corp\no: corp\n",
            f"dn: ou=people,{BASE}\nobjectClass: organizationalUnit\nou: people\n",
            f"dn: {SVC_DN}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: svc\nuserPassword: {ssha(SVC_PW)}\n"]
    for i in range(USERS):
        ldif.append(f"dn: uid=user{i},ou=people,{BASE}\nobjectClass: inetOrgPerson\nuid: user{i}\ncn: user{i}\nsn: U{i}\nuserPassword: {ssha(f'pw{i}')}\n")
    write(f"{B}/people.ldif", "\n".join(ldif))
    sh(["/usr/sbin/slapadd", "-q", "-f", f"{B}/slapd.conf", "-l", f"{B}/people.ldif"])
    if not os.path.exists(f"{TLS}.both"):
        sh(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
            "-subj", "/CN=bench", "-keyout", f"{TLS}.key", "-out", f"{TLS}.pem"])
        write(f"{TLS}.both", open(f"{TLS}.pem").read() + open(f"{TLS}.key").read())
    for m in ("littleproxy",):
        d = f"{B}/java/{m}"
        if not os.path.isdir(f"{d}/lib"):
            sh(["mvn", "-q", "-B", "-f", f"{HERE}/java/{m}/pom.xml", "dependency:copy-dependencies",
                f"-DoutputDirectory={d}/lib", "-DincludeScope=runtime"])
        os.makedirs(f"{d}/classes", exist_ok=True)
        sh(["javac", "--release", "17", "-nowarn", "-cp", f"{d}/lib/*", "-d", f"{d}/classes"] + glob.glob(f"{HERE}/java/{m}/*.java"))
    write(f"{B}/.ready", "")


class World:
    """Origin, echo and directory, all on core 0."""
    def __init__(self):
        self.procs = {}

    def start(self, need_ldap=True):
        c = 0 if PIN else None
        self.procs["nginx"] = spawn(["/usr/sbin/nginx", "-c", f"{B}/nginx.conf", "-p", B], c, "nginx")
        self.procs["echo"] = spawn([PLOAD, "echo", "-l", str(ECHO)], c, "echo")
        self.start_ldap()
        wait_port(ORIGIN)
        wait_port(ECHO)

    def start_ldap(self):
        self.procs["slapd"] = spawn(["/usr/sbin/slapd", "-h", LDAP_URL, "-f", f"{B}/slapd.conf", "-d", "stats"], 0 if PIN else None, "slapd")
        wait_port(LDAP)

    def stop(self):
        for p in self.procs.values():
            stop(p)


class Binds:
    """What reached the directory since mark(): counted from slapd's own log and from cn=monitor."""
    def mark(self):
        self.off = os.path.getsize(f"{B}/log/slapd.err")
        self.mon = self.monitor()

    @staticmethod
    def monitor():
        t = sh(["ldapsearch", "-x", "-LLL", "-H", LDAP_URL, "-s", "base", "-b", "cn=Bind,cn=Operations,cn=Monitor", "monitorOpCompleted"])
        return int(re.search(r"monitorOpCompleted: (\d+)", t).group(1))

    def read(self):
        mon = self.monitor() - self.mon - 1               # less our own
        with open(f"{B}/log/slapd.err", "rb") as f:
            f.seek(self.off)
            text = f.read().decode("utf8", "replace")
        dn, ok, bad, svc, searches = {}, 0, 0, 0, 0
        badby = {}
        for line in text.splitlines():
            m = re.search(r'conn=(\d+) op=(\d+) (BIND dn="([^"]*)" method|RESULT tag=97 err=(\d+)|SRCH base)', line)
            if not m:
                continue
            key = (m.group(1), m.group(2))
            if m.group(3).startswith("BIND"):
                dn[key] = m.group(4)
            elif m.group(3).startswith("SRCH"):
                searches += 1
            else:
                d = dn.get(key, "")
                if d.startswith("uid="):
                    if m.group(5) == "0":
                        ok += 1
                    elif m.group(5) == "49":
                        bad += 1
                        badby[d] = badby.get(d, 0) + 1
                elif d:
                    svc += 1
        return {"user_ok": ok, "user_failed": bad, "service": svc, "searches": searches, "monitor_binds": mon,
                "max_failed_one_user": max(badby.values(), default=0)}


# ---------------------------------------------------------------- peers
def conf_squid(port, e):
    write(f"{B}/squid-{port}/squid.conf", f"""http_port 127.0.0.1:{port}
workers 1
pid_filename {B}/run/squid-{port}.pid
cache_log {B}/squid-{port}/cache.log
access_log none
cache_store_log none
coredump_dir {B}/squid-{port}
netdb_filename none
cache deny all
cache_mem 8 MB
shutdown_lifetime 0 seconds
max_filedescriptors 19900
visible_hostname bench
auth_param basic program /usr/lib/squid/basic_ldap_auth -P -R -b ou=people,{BASE} -D {SVC_DN} -w {SVC_PW} -f uid=%s -H {LDAP_URL}
auth_param basic children 20 startup=5 idle=5
auth_param basic realm bench
auth_param basic credentialsttl 2 hours
acl CONNECT method CONNECT
acl authed proxy_auth REQUIRED
http_access allow authed
http_access deny all
pinger_enable off
""")
    subprocess.run(["chown", "-R", "proxy", f"{B}/squid-{port}"], check=False)
    return ["/usr/sbin/squid", "-N", "-f", f"{B}/squid-{port}/squid.conf"]


def conf_apache(port, e):
    big = e.get("many")
    threads, limit = (500, 20) if big else (128, 8)
    mods = "mpm_event authn_core authz_core authz_user auth_basic ldap authnz_ldap proxy proxy_http proxy_connect"
    load = "\n".join(f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so" for m in mods.split())
    write(f"{B}/apache-{port}/httpd.conf", f"""ServerRoot {B}/apache-{port}
DefaultRuntimeDir {B}/apache-{port}
PidFile {B}/run/apache-{port}.pid
ServerName bench
Listen 127.0.0.1:{port}
User www-data
Group www-data
{load}
ErrorLog {B}/apache-{port}/error.log
LogLevel crit
Timeout 600
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 60
StartServers 1
ThreadLimit 512
ServerLimit {limit}
ThreadsPerChild {threads}
MinSpareThreads {threads // 2}
MaxSpareThreads {threads * limit}
MaxRequestWorkers {threads * limit}
ListenBacklog 4096
LDAPSharedCacheSize 4000000
LDAPCacheEntries 8192
LDAPCacheTTL 7200
LDAPOpCacheEntries 8192
LDAPOpCacheTTL 7200
ProxyRequests On
ProxyVia Off
AllowCONNECT {ORIGIN} {ECHO} 443
<Proxy "*">
  AuthType Basic
  AuthName bench
  AuthBasicProvider ldap
  AuthLDAPURL "{LDAP_URL}/ou=people,{BASE}?uid?sub?(objectClass=inetOrgPerson)"
  AuthLDAPBindDN "{SVC_DN}"
  AuthLDAPBindPassword "{SVC_PW}"
  Require valid-user
</Proxy>
""")
    return ["/usr/sbin/apache2", "-f", f"{B}/apache-{port}/httpd.conf", "-DFOREGROUND"]


def conf_tinyproxy(port, e):
    write(f"{B}/tinyproxy-{port}.conf", f"""Port {port}
Listen 127.0.0.1
Timeout 600
MaxClients 9900
LogFile "{B}/log/tinyproxy.log"
LogLevel Critical
DisableViaHeader Yes
ConnectPort {ORIGIN}
ConnectPort {ECHO}
""" + "".join(f"BasicAuth user{i} pw{i}\n" for i in range(LOCAL)))
    return ["/usr/bin/tinyproxy", "-d", "-c", f"{B}/tinyproxy-{port}.conf"]


HA = """global
  maxconn 9600
  maxpipes 150
  log /dev/null local0 emerg
defaults
  timeout connect 5s
  timeout client 600s
  timeout server 600s
  timeout http-keep-alive 600s
"""


def conf_haproxy(port, e):
    write(f"{B}/haproxy-{port}.cfg", HA + "userlist people\n" + "".join(f"  user user{i} insecure-password pw{i}\n" for i in range(LOCAL)) + f"""
frontend f
  mode http
  bind 127.0.0.1:{port}
  option http-use-proxy-header
  http-request auth realm bench unless {{ http_auth(people) }}
  http-request set-dst url_ip
  http-request set-dst-port url_port
  http-request del-header proxy-authorization
  http-request set-uri %[pathq]
  default_backend b
backend b
  mode http
  http-reuse always
  server any 0.0.0.0:0
""")
    return ["/usr/sbin/haproxy", "-db", "-f", f"{B}/haproxy-{port}.cfg"]


def conf_haproxy_relay(port, glob_opt, opt):
    write(f"{B}/haproxy-{port}.cfg", HA.replace("global\n", f"global\n  {glob_opt}\n") + "".join(f"""
listen {name}
  mode tcp
  {opt}
  bind 127.0.0.1:{at}
  server s 127.0.0.1:{to}
""" for name, at, to in (("origin", port, ORIGIN), ("echo", port + 1, ECHO))))
    return ["/usr/sbin/haproxy", "-db", "-f", f"{B}/haproxy-{port}.cfg"]


def conf_haproxy_tcp(port, e):
    return conf_haproxy_relay(port, "# copies through its 16 KB buffers", "# no splice: splice-auto does not take to loopback")


def conf_haproxy_splice(port, e):
    return conf_haproxy_relay(port, "tune.pipesize 1048576", "option splice-request\n  option splice-response")


def conf_haproxy_tls(port, e):
    write(f"{B}/haproxy-{port}.cfg", HA + f"""
listen origin
  mode tcp
  bind 127.0.0.1:{port} ssl crt {TLS}.both
  server s 127.0.0.1:{ORIGIN}
""")
    return ["/usr/sbin/haproxy", "-db", "-f", f"{B}/haproxy-{port}.cfg"]


def conf_front(port, to):
    """Speaks TLS to a peer for the load, on the load's core."""
    write(f"{B}/haproxy-{port}.cfg", HA + f"""
listen front
  mode tcp
  bind 127.0.0.1:{port}
  server s 127.0.0.1:{to} ssl verify none
""")
    return ["/usr/sbin/haproxy", "-db", "-f", f"{B}/haproxy-{port}.cfg"]


def java(m, cls, *args, opts=(), jvm=None):
    return [jvm or JAVA, "-Xmx512m", *opts, "-cp", f"{B}/java/{m}/classes:{B}/java/{m}/lib/*", cls, *map(str, args)]


def conf_littleproxy(port, e):
    return java("littleproxy", "LittleProxyPeer", port, LOCAL, opts=["-Dorg.slf4j.simpleLogger.defaultLogLevel=off"])


def conf_postern(port, e):
    return ["/bin/sh", f"{HERE}/postern"]


# caps: get, connect, bulk (of all tunnels, only those of D), ldap (asks the directory), warm (a JVM: longer warm-up), tls (to the proxy),
# relay (no proxy protocol: -D to its port)
PEERS = {
    "direct": dict(conf=None, caps="get connect"),
    "haproxy-splice": dict(conf=conf_haproxy_splice, port=PORT + 8, caps="get connect relay"),
    "haproxy-tcp": dict(conf=conf_haproxy_tcp, port=PORT + 10, caps="get connect relay"),
    "haproxy": dict(conf=conf_haproxy, port=PORT + 12, caps="get"),
    "squid": dict(conf=conf_squid, port=PORT + 14, caps="get connect ldap"),
    "apache": dict(conf=conf_apache, port=PORT + 16, caps="get connect ldap"),
    "tinyproxy": dict(conf=conf_tinyproxy, port=PORT + 18, caps="get connect"),
    "postern": dict(conf=conf_postern, port=PORT + 24, caps="get connect ldap warm"),
    "postern-copy": dict(conf=conf_postern, port=PORT + 28, caps="bulk warm", env={"BENCH_TRANSPORT": "nio"}),
    "postern-uring": dict(conf=conf_postern, port=PORT + 34, caps="get connect ldap warm", env={"BENCH_TRANSPORT": "io_uring"}),
    "postern-tls": dict(conf=conf_postern, port=PORT + 30, caps="bulk warm tls", env={"BENCH_TLS": TLS}),
    "haproxy-tls": dict(conf=conf_haproxy_tls, port=PORT + 32, caps="bulk relay tls"),
    "littleproxy": dict(conf=conf_littleproxy, port=PORT + 20, caps="get connect warm"),
}
DEFAULT = list(PEERS)
# A peer from the environment: BENCH_EXTRA="other" with OTHER_CMD, OTHER_PORT, OTHER_CAPS.
for i, name in enumerate(os.environ.get("BENCH_EXTRA", "").split()):
    up = name.upper().replace("-", "_")
    port = int(os.environ.get(up + "_PORT", PORT + 40 + i))
    cmd = os.environ[up + "_CMD"]
    PEERS[name] = dict(conf=lambda port, e, cmd=cmd: ["/bin/sh", "-c", "exec " + cmd], port=port,
                       caps=os.environ.get(up + "_CAPS", "get connect ldap warm"))
    DEFAULT.append(name)


class Peer:
    def __init__(self, name, fresh=False):
        self.name, self.d = name, PEERS[name]
        self.caps = set(self.d["caps"].split())
        self.port = self.d.get("port", 0) + 200 * fresh     # a fresh one runs beside the warm one
        self.proc = self.front = None

    def has(self, c):
        return c in self.caps

    @property
    def sid(self):
        return self.proc.pid if self.proc else 0

    def direct(self):
        return self.name == "direct" or self.has("relay")

    def addr(self, origin):
        """pload's address options for this peer and an origin port."""
        if self.has("tls"):
            return ["-D", "-o", str(self.port + 1)] if self.has("relay") else ["-p", str(self.port + 1), "-o", str(origin)]
        if self.name == "direct":
            return ["-D", "-o", str(origin)]
        if self.has("relay"):
            return ["-D", "-o", str(self.port + (origin == ECHO))]
        return ["-p", str(self.port), "-o", str(origin)]

    def start(self, **e):
        """Start it; returns ms from exec to the first authenticated 200."""
        if not self.d["conf"]:
            return None
        cmd = self.d["conf"](self.port, e)
        env = dict(BENCH_PORT=str(self.port), BENCH_LDAP_URL=LDAP_URL, BENCH_LDAP_BASE=f"ou=people,{BASE}", BENCH_LDAP_ATTR="uid",
                   BENCH_LDAP_BIND_DN=SVC_DN, BENCH_LDAP_BIND_PW=SVC_PW, BENCH_ORIGIN_PORT=str(ORIGIN), BENCH_ECHO_PORT=str(ECHO))
        env.update(self.d.get("env", {}))
        if self.has("tls"):
            self.front = spawn(conf_front(self.port + 1, self.port), 0 if PIN else None, self.name + "-front")
            wait_port(self.port + 1)
        t = time.monotonic()
        self.proc = spawn(cmd, 1 if PIN else None, self.name, env)
        how = ["-n", "1" if self.has("get") or self.direct() else "2"]
        r = load("first", *self.addr(ORIGIN), "-u", "999", "-z", repr(t), "-T", "30", *how)
        if r["ms"] < 0:
            self.stop()
            raise RuntimeError(f"{self.name} did not answer 200 (last status {r['status']}); see {B}/log/{self.name}.err")
        return r["ms"]

    def stop(self):
        stop(self.proc)
        stop(self.front)
        self.proc = self.front = None


def load_cmd(*a):
    return (["taskset", "-c", "0"] if PIN else []) + [PLOAD, *map(str, a)]


def load(*a):
    r = subprocess.run(load_cmd(*a), stdout=subprocess.PIPE, text=True)
    return json.loads(r.stdout) if r.stdout.strip() else {"rc": r.returncode}


class Meter:
    """CPU of the peer over a with-block, and 'noise': cores' worth of work that was neither the peer's, ours nor the load's."""
    def __init__(self, peer, w):
        self.p, self.w = peer, w

    def snap(self):
        u = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.monotonic(), cpu(self.p.sid), cores(), sum(cpu(x.pid) for x in self.w.procs.values()) + u.ru_utime + u.ru_stime + time.process_time()

    def __enter__(self):
        self.a = self.snap()
        return self

    def __exit__(self, *x):
        (t0, c0, k0, o0), (t1, c1, k1, o1) = self.a, self.snap()
        self.cpu, self.secs = c1 - c0, t1 - t0
        busy = {i: k1[i] - k0[i] for i in k1}
        self.f = {"cpu_s": round(self.cpu, 3), "core0": round(busy.get(0, 0) / self.secs, 3), "core1": round(busy.get(1, 0) / self.secs, 3),
                  "noise": round(max(0.0, sum(busy.values()) - self.cpu - (o1 - o0)) / self.secs, 3)}

    def fields(self):
        return self.f


PATIENCE = [float(os.environ.get("BENCH_PATIENCE", "90"))]  # seconds a whole run may spend waiting for quiet and measuring again


def quiet():
    """Wait (within the run's patience) until others leave the machine a while."""
    while PATIENCE[0] > 0:
        a, t = cores(), time.monotonic()
        time.sleep(0.2)
        b = cores()
        if max(b[i] - a[i] for i in a) / (time.monotonic() - t) < 0.25:
            return
        PATIENCE[0] -= 0.4
        time.sleep(0.2)


def measured(f):
    """The least disturbed of up to three goes."""
    best = None
    for _ in range(3):
        quiet()
        t = time.monotonic()
        d = f()
        if best is None or d.get("noise", 0) < best.get("noise", 0):
            best = d
        if best.get("noise", 0) < 0.12 or PATIENCE[0] <= 0:
            break
        PATIENCE[0] -= time.monotonic() - t
    return best


def wrk(peer, path, lo, hi, mode, secs):
    d = peer.direct()
    port = ORIGIN if peer.name == "direct" else peer.port
    cmd = (["taskset", "-c", "0"] if PIN else []) + ["wrk", "-t1", "-c64", f"-d{max(1, round(secs))}s", "--timeout", "10s", "-s", f"{HERE}/load/get.lua",
           f"http://127.0.0.1:{port}{path}", "--", path, "-" if d else f"http://127.0.0.1:{ORIGIN}", str(lo), str(hi), mode]
    t = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True).stdout
    m = re.search(r"JSON(\{.*\})", t)
    return json.loads(m.group(1)) if m else {"n": 0, "secs": secs, "bytes": 0, "p50_ms": 0, "p99_ms": 0, "bad": -1, "sockerr": -1}


# ---------------------------------------------------------------- scenarios: each returns a dict of figures
def s(x):
    return max(0.5, x * SCALE)


def get_scenario(path, lo, hi, mode, secs):
    def f(peer, w):
        with Meter(peer, w) as m:
            r = wrk(peer, path, lo, hi, mode, s(secs))
        n = max(r["n"], 1)
        pss, rss = memory(peer.sid)
        good = r["n"] if mode == "none" else r["n"] - max(r["bad"], 0)
        return {"rps": r["n"] / r["secs"], "p50_ms": r["p50_ms"], "p99_ms": r["p99_ms"], "cpu_ms_per_1k": m.cpu * 1e6 / n,
                "bad": r["bad"] if mode != "none" else r["n"] - r["bad"], "sockerr": r["sockerr"], "good": good,
                "MB_s": r["bytes"] / 1e6 / r["secs"], "pss_mb": pss, "rss_mb": rss, **m.fields()}
    return f


def c_scenario(peer, w):
    with Meter(peer, w) as m:
        r = load("connect", *peer.addr(ORIGIN), "-c", 32, "-s", s(2.5), "-u", "0:100", "-T", 10)
        time.sleep(0.05)
    pss, rss = memory(peer.sid)
    return {"tunnels_s": r["per_s"], "p50_ms": r["p50_ms"], "p99_ms": r["p99_ms"], "cpu_ms_per_1k": m.cpu * 1e6 / max(r["ok"], 1),
            "bad": r["err"] + r["s407"] + r["s4xx"] + r["s5xx"], "pss_mb": pss, "rss_mb": rss, **m.fields()}


def d_scenario(tunnels, pulls):
    def f(peer, w):
        n = max(1, round(pulls * SCALE))
        with Meter(peer, w) as m:
            r = load("pull", *peer.addr(ORIGIN), "-c", tunnels, "-n", n, "-P", "/100m", "-u", "0", "-T", 40)
        return {"MB_s": r["MB_s"], "cpu_s_per_GB": m.cpu / max(r["bytes"] / 1e9, 1e-9), "bad": r["err"] + tunnels - r["done"],
                "load_cpu": r["load_cpu"], **m.fields()}
    return f


def heap(peer):
    """Live Java heap in KiB after a collection, where the peer is a JVM."""
    if not peer.has("warm"):
        return None
    try:
        out = 0
        for pid, _ in session(peer.sid):
            sh(["jcmd", str(pid), "GC.run"])
            out += sum(int(x) for x in re.findall(r"(?:generation|DefNew|Tenured|garbage-first heap).*?used (\d+)K", sh(["jcmd", str(pid), "GC.heap_info"])))
        return out
    except (subprocess.CalledProcessError, OSError):
        return None


def e_scenario(n):
    """On a freshly started peer only: memory that earlier work left behind would hide the growth. The tunnels come in two
    halves, and the second half's growth is 'marginal': what one more tunnel costs once the first ones have paid for warming up."""
    def f(peer, w):
        load("connect", *peer.addr(ORIGIN), "-c", 16, "-s", s(1.5 if peer.has("warm") else 0.5), "-u", "0:10", "-T", 10)
        mem, heaps, ps, got, out = [], [], [], [], {}

        def point():
            heaps.append(heap(peer))
            time.sleep(0.3)
            mem.append(memory(peer.sid))

        def line(p):
            return json.loads(p.stdout.readline())

        def say(p, w):
            p.stdin.write(w + "\n")
            p.stdin.flush()
        point()
        try:
            for _ in range(2):
                p = subprocess.Popen(load_cmd("idle", *peer.addr(ECHO), "-n", n // 2, "-c", 64, "-u", "0:10", "-T", 30),
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                ps.append(p)
                got.append(line(p))
                point()
            c0 = cpu(peer.sid)
            time.sleep(1)
            out["idle_cpu"] = cpu(peer.sid) - c0
            echo = 0
            for p in ps:
                say(p, "echo")
                echo += line(p)["echo_ok"]
            for p in ps:
                say(p, "quit")
                p.wait(20)
        finally:
            for p in ps:
                p.kill()
                p.wait()
        k, half = max(sum(o["open"] for o in got), 1), max(got[1]["open"], 1)
        out.update(asked=n, open=sum(o["open"] for o in got), open_s=sum(o["secs"] for o in got), open_err=sum(o["err"] for o in got),
                   status=got[1]["status"], echo_ok=echo, rss_kib_per=(mem[2][1] - mem[0][1]) * 1024 / k,
                   marginal_kib=(mem[2][1] - mem[1][1]) * 1024 / half, pss_before_mb=mem[0][0], pss_mb=mem[2][0],
                   heap_kib_per=None if None in heaps else (heaps[2] - heaps[0]) / k)
        return out
    return f


def cold_scenario(peer, w):
    """The first three seconds of a fresh process, whose first request has just been answered."""
    with Meter(peer, w) as m:
        r = load("connect", *peer.addr(ORIGIN), "-c", 32, "-s", 3, "-u", "0:100", "-T", 10)
    return {"tunnels_s": r["per_s"], "p99_ms": r["p99_ms"], "cpu_ms_per_1k": m.cpu * 1e6 / max(r["ok"], 1),
            "bad": r["err"] + r["s407"] + r["s4xx"] + r["s5xx"], **m.fields()}


def base(peer):
    """Users that no earlier repetition has made known to a cache."""
    return LOCAL + 1400 * (peer.rep - 1)


def warm_users(peer, lo, hi):
    load("get", *peer.addr(ORIGIN), "-s", 20, "-T", 20, "-k", f"w:{lo}:{hi}:good:16:0:{hi - lo}")


def flat(c):
    p = c["phases"]
    return {k: sum(x[k] for x in p) for k in ("ok", "s407", "s4xx", "s5xx", "err", "hang")}


def f_scenario(peer, w):
    b, out, u = Binds(), {}, base(peer)
    b.mark()
    with Meter(peer, w) as m:
        r = load("get", *peer.addr(ORIGIN), "-s", 60, "-T", 30, "-k", f"all:{u}:{u + 100}:good:64:0:10000")
    x, c = b.read(), flat(r["classes"]["all"])
    out.update(f1_ok=c["ok"], f1_bad=10000 - c["ok"], f1_user_binds=x["user_ok"] + x["user_failed"], f1_failed=x["user_failed"],
               f1_service_binds=x["service"], f1_searches=x["searches"], f1_monitor=x["monitor_binds"], f1_secs=r["secs"])
    # the stale-password storm: one user's old password, 2,000 times, 32 at once; 99 others go on
    warm_users(peer, u + 101, u + 200)
    b.mark()
    r = load("get", *peer.addr(ORIGIN), "-s", 60, "-T", 30, "-k", f"stale:{u + 100}:{u + 101}:bad:32:0:2000", "-k", f"others:{u + 101}:{u + 200}:good:32:0:8000")
    x, st, ot = b.read(), flat(r["classes"]["stale"]), flat(r["classes"]["others"])
    op = r["classes"]["others"]["phases"][0]
    out.update(f2_failed_binds=x["user_failed"], f2_one_user=x["max_failed_one_user"], f2_ok_binds=x["user_ok"], f2_searches=x["searches"],
               f2_service_binds=x["service"], f2_monitor=x["monitor_binds"],
               f2_stale_407=st["s407"], f2_stale_200=st["ok"], f2_stale_5xx=st["s5xx"] + st["err"] + st["hang"],
               f2_others_ok=ot["ok"], f2_others_wrong=8000 - ot["ok"], f2_others_407=ot["s407"], f2_others_p99=op["p99_ms"], f2_secs=r["secs"])
    # the same one at a time: what a forgotten phone does
    b.mark()
    load("get", *peer.addr(ORIGIN), "-s", 30, "-T", 30, "-k", f"stale:{u + 202}:{u + 203}:bad:1:0:200")
    out["f2s_failed_binds"] = b.read()["user_failed"]
    # one user, two devices: the right password on one, the old one on the other
    warm_users(peer, u + 200, u + 201)
    b.mark()
    r = load("get", *peer.addr(ORIGIN), "-s", 60, "-T", 30, "-k", f"good:{u + 200}:{u + 201}:good:8:0:1000", "-k",
             f"stale:{u + 200}:{u + 201}:bad:8:0:1000")
    x, g, st = b.read(), flat(r["classes"]["good"]), flat(r["classes"]["stale"])
    out.update(f3_good_ok=g["ok"], f3_good_407=g["s407"], f3_good_other=1000 - g["ok"] - g["s407"], f3_stale_200=st["ok"],
               f3_ok_binds=x["user_ok"], f3_failed_binds=x["user_failed"])
    return out


PH = ("before", "during", "after")


def phases(r, out, pre):
    for k, c in r["classes"].items():
        for name, p in zip(PH, c["phases"]):
            for f in ("ok", "s407", "s4xx", "s5xx", "err", "hang", "max_ms"):
                out[f"{pre}_{k}_{name}_{f}"] = p[f]
        out[f"{pre}_{k}_first_ok_after_ms"] = c["first_ok_after_ms"]
        out[f"{pre}_{k}_last_bad_after_ms"] = c["last_bad_after_ms"]
        out[f"{pre}_{k}_skipped"] = c["skipped"]


def g_scenario(peer, w):
    out, u = {}, base(peer)
    warm_users(peer, u + 210, u + 230)
    sl = w.procs["slapd"].pid
    # frozen: the directory accepts and never answers, from 2 s to 12 s
    p = subprocess.Popen(load_cmd("get", *peer.addr(ORIGIN), "-s", 16, "-B", "2,12", "-T", 25, "-k", f"cached:{u + 210}:{u + 230}:good:16:100:0",
                                  "-k", f"uncached:{u + 300}:{u + 800}:good:300:20:0"), stdout=subprocess.PIPE, text=True)
    try:
        time.sleep(2)
        os.kill(sl, signal.SIGSTOP)
        time.sleep(10)
    finally:
        os.kill(sl, signal.SIGCONT)
    phases(json.loads(p.communicate()[0]), out, "g1")
    # down: killed at 1 s (connections are refused), back at 4 s
    p = subprocess.Popen(load_cmd("get", *peer.addr(ORIGIN), "-s", 9, "-B", "1,4", "-T", 10, "-k", f"cached:{u + 210}:{u + 230}:good:16:100:0",
                                  "-k", f"uncached:{u + 800}:{u + 1200}:good:100:40:0"), stdout=subprocess.PIPE, text=True)
    time.sleep(1)
    stop(w.procs["slapd"], 0)
    time.sleep(3)
    w.start_ldap()
    phases(json.loads(p.communicate()[0]), out, "g2")
    return out


SCEN = {
    "A1": get_scenario("/1k", 0, 1, "good", 3), "A1000": get_scenario("/1k", 0, 1000, "good", 3),
    "A64k": get_scenario("/64k", 0, 1, "good", 2), "B": get_scenario("/1k", 0, 1, "none", 2),
    "C": c_scenario, "D1": d_scenario(1, 12), "D8": d_scenario(8, 2),
    "E": e_scenario(int(os.environ.get("BENCH_TUNNELS", "5000"))), "Emax": e_scenario(9500), "Ccold": cold_scenario, "F": f_scenario, "G": g_scenario, "H": None,
}
NEED = {"A1": "get", "A1000": "get", "A64k": "get", "B": "get", "C": "connect", "D1": "connect", "D8": "connect", "E": "connect", "Emax": "connect", "Ccold": "connect",
        "F": "ldap", "G": "ldap"}


def applies(peer, sc):
    if sc == "H":
        return peer.d["conf"] is not None
    if sc == "B" and peer.direct():
        return False
    return peer.has(NEED[sc]) or (sc in ("D1", "D8") and peer.has("bulk"))


def steady(f, least, most):
    """Slices until two in a row gain less than 8%, but no fewer than `least`: a JVM on one core rests on plateaus on its way up."""
    last, calm = 0, 0
    for i in range(most):
        r = f()
        calm = calm + 1 if r < last * 1.08 else 0
        last = max(last, r)
        if calm >= 2 and i + 1 >= least:
            break


def warm(peer):
    jvm = peer.has("warm")
    t, least, most = (s(2), 6, 9) if jvm else (s(1), 1, 1)
    if peer.has("get"):
        steady(lambda: wrk(peer, "/1k", 0, 1, "good", t)["n"], least - 2, most)
        if not peer.direct():
            wrk(peer, "/1k", 0, 1, "none", s(2) if jvm else 0.3)
            wrk(peer, "/64k", 0, 1, "good", s(1.5) if jvm else 0.3)
            warm_users(peer, 0, LOCAL)
    if peer.has("connect"):
        steady(lambda: load("connect", *peer.addr(ORIGIN), "-c", 32, "-s", t, "-u", "0:100", "-T", 10)["ok"], least + 1, most + 2)
    if peer.has("connect") or peer.has("bulk"):
        load("pull", *peer.addr(ORIGIN), "-c", 4, "-n", 5 if jvm else 1, "-P", "/100m", "-u", "0", "-T", 40)


def record(peer, sc, rep, d):
    row = {"peer": peer.name, "scenario": sc, "rep": rep, "pin": int(PIN), "load1": os.getloadavg()[0], "time": time.time(), **d}
    with open(OUT, "a") as f:
        f.write(json.dumps(row) + "\n")
    keys = [k for k in ("rps", "tunnels_s", "MB_s", "cpu_ms_per_1k", "cpu_s_per_GB", "p99_ms", "rss_kib_per", "echo_ok", "ms", "pss_mb", "bad", "noise",
                        "f1_user_binds", "f2_failed_binds", "f2_others_wrong", "f3_good_407") if k in d]
    log(f"rep {rep} {sc:6s} {peer.name:13s} " + " ".join(f"{k}={d[k]:.4g}" if d[k] is not None else f"{k}=-" for k in keys))


def run_set(names, scens, reps, wanted=lambda peer, sc: True):
    """Peers are started and warmed once and stay up; every repetition visits them in another order. H, E, Emax and Ccold take a
    fresh process each time, on a second port."""
    setup()
    w, live, up = World(), [], []
    w.start()
    log("load average", os.getloadavg(), "scratch", B)
    fresh = [x for x in ("E", "Emax", "Ccold") if x in scens] or ([None] if "H" in scens else [])
    rest = [x for x in scens if x not in ("E", "Emax", "Ccold", "H")]
    try:
        for n in names:
            p = Peer(n)
            if not any(applies(p, x) for x in rest):
                continue
            live.append(p)
            try:
                p.start()
                warm(p)
                up.append(p)
                log("warm", n)
            except RuntimeError as e:
                log("SKIP", e)
        for rep in range(1, reps + 1):
            order = names[rep % len(names):] + names[:rep % len(names)]
            for sc in fresh:
                if sc == "Emax" and rep > 1:                # once: it is the slowest
                    continue
                for n in order:
                    p = Peer(n, fresh=True)
                    if sc and not applies(p, sc) or not sc and not p.d["conf"]:
                        continue
                    live.append(p)
                    guard(p, sc, rep, lambda: fresh_one(p, sc, rep, scens, w))
                    p.stop()
                    live.remove(p)
            for sc in rest:
                for p in sorted(up, key=lambda p: order.index(p.name)):
                    if applies(p, sc) and wanted(p, sc):
                        p.rep = rep
                        guard(p, sc, rep, lambda: measured(lambda: SCEN[sc](p, w)) if sc in RATE else SCEN[sc](p, w))
    finally:
        for p in live:
            p.stop()
        w.stop()


def fresh_one(p, sc, rep, scens, w):
    quiet()
    ms = p.start(many=sc in ("E", "Emax"))
    if ms is not None and "H" in scens:
        time.sleep(0.3)
        pss, rss = memory(p.sid)
        record(p, "H", rep, {"ms": ms, "pss_mb": pss, "rss_mb": rss, "start_cpu_s": cpu(p.sid)})
    return SCEN[sc](p, w) if sc else None


def guard(p, sc, rep, f):
    try:
        d = f()
        if d:
            record(p, sc, rep, d)
    except Exception as e:                                  # one peer's failure must not end the run
        log("FAIL", p.name, sc, repr(e))


# ---------------------------------------------------------------- the report
COLS = {
    "A1": ["rps", "p50_ms", "p99_ms", "cpu_ms_per_1k", "pss_mb", "bad"], "A1000": ["rps", "p50_ms", "p99_ms", "cpu_ms_per_1k", "pss_mb", "bad"],
    "A64k": ["rps", "MB_s", "p99_ms", "cpu_ms_per_1k", "bad"], "B": ["rps", "p99_ms", "cpu_ms_per_1k", "bad"],
    "C": ["tunnels_s", "p50_ms", "p99_ms", "cpu_ms_per_1k", "bad"], "D1": ["MB_s", "cpu_s_per_GB", "bad"], "D8": ["MB_s", "cpu_s_per_GB", "bad"],
    "E": ["open", "echo_ok", "rss_kib_per", "marginal_kib", "heap_kib_per", "pss_before_mb", "pss_mb", "open_s"], "Emax": ["open", "echo_ok", "rss_kib_per", "marginal_kib", "heap_kib_per", "pss_before_mb", "pss_mb", "open_s"],
    "F": ["f1_ok", "f1_user_binds", "f1_searches", "f1_secs", "f2_failed_binds", "f2s_failed_binds", "f2_others_wrong", "f2_others_p99", "f2_stale_200",
          "f3_good_407", "f3_good_other", "f3_stale_200", "f3_failed_binds", "f3_ok_binds"],
    "Ccold": ["tunnels_s", "p99_ms", "cpu_ms_per_1k", "bad"],
    "H": ["ms", "pss_mb", "rss_mb", "start_cpu_s"],
}
RATIO = {"A1": "cpu_ms_per_1k", "A1000": "cpu_ms_per_1k", "A64k": "cpu_ms_per_1k", "B": "cpu_ms_per_1k", "C": "cpu_ms_per_1k", "D1": "cpu_s_per_GB",
         "D8": "cpu_s_per_GB", "E": "rss_kib_per", "Emax": "rss_kib_per", "Ccold": "cpu_ms_per_1k", "H": "ms"}
RATE = {"A1": "rps", "A1000": "rps", "A64k": "MB_s", "B": "rps", "C": "tunnels_s", "D1": "MB_s", "D8": "MB_s", "Ccold": "tunnels_s"}


def fmt(v):
    if v is None:
        return "-"
    if isinstance(v, float):
        return f"{v:.0f}" if abs(v) >= 1000 else f"{v:.3g}"
    return str(v)


def med(rows, k):
    v = [r[k] for r in rows if r.get(k) is not None]
    return statistics.median(v) if v else None


def least_disturbed(rows):
    """Where a peer has more than three rows of a timed scenario, the three with the least of others' work beside them."""
    return sorted(rows, key=lambda r: r["noise"])[:3] if rows[0].get("noise") is not None else rows


def ratio(rows, ref, k):
    """The median of each row over the reference's row nearest in time: a shared machine's speed drifts by the minute."""
    v = []
    for r in rows:
        q = min(ref or [], key=lambda x: abs(x["time"] - r["time"]), default={})
        if r.get(k) and q.get(k):
            v.append(r[k] / q[k])
    return f"{statistics.median(v):.2f}" if v else "-"


def report(path=OUT, tsv=None):
    rows = [json.loads(x) for x in open(path)]
    group = {}
    for r in rows:
        group.setdefault((r["pin"], r["scenario"], r["peer"]), []).append(r)
    group = {k: least_disturbed(v) for k, v in group.items()}
    print(f"Load average at the first and last row: {rows[0]['load1']:.2f}, {rows[-1]['load1']:.2f}\n")
    lines = ["pin\tscenario\tpeer\tfigure\tmedian\tmin\tmax\tn"]
    for (pin, sc, peer), rs in group.items():
        for k in rs[0]:
            if k in ("peer", "scenario", "rep", "pin", "time"):
                continue
            v = [r[k] for r in rs if isinstance(r.get(k), (int, float))]
            if v:
                lines.append(f"{pin}\t{sc}\t{peer}\t{k}\t{statistics.median(v):.6g}\t{min(v):.6g}\t{max(v):.6g}\t{len(v)}")
    if tsv:
        write(tsv, "\n".join(lines) + "\n")
    names = list(dict.fromkeys(list(PEERS) + [p for _, _, p in group]))
    for pin in (1, 0):
        for sc in SCEN:
            have = [n for n in names if (pin, sc, n) in group]
            if not have:
                continue
            print(f"### {sc} ({'pinned' if pin else 'unpinned'})\n")
            if sc == "G":
                report_g(group, pin, have)
                continue
            cols = COLS[sc]
            noisy = sc in RATE and pin
            head = ["peer"] + cols + (["x squid (rate)", "x direct (rate)"] if sc in RATE else []) + (["x squid (" + RATIO[sc] + ")"] if sc in RATIO else []) \
                + (["peer core", "noise", "spread"] if noisy else ["n"])
            print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
            sq, di = group.get((pin, sc, "squid")), group.get((pin, sc, "direct"))
            for n in have:
                rs = group[(pin, sc, n)]
                line = [n] + [fmt(med(rs, c)) for c in cols]
                if sc in RATE:
                    line += [ratio(rs, ref, RATE[sc]) for ref in (sq, di)]
                if sc in RATIO:
                    line.append(ratio(rs, sq, RATIO[sc]))
                if noisy:
                    v = [r[RATE[sc]] for r in rs]
                    line += [fmt(med(rs, "core1")), fmt(med(rs, "noise")), f"{(max(v) - min(v)) / max(statistics.median(v), 1e-9) * 100:.0f}%"]
                else:
                    line.append(str(len(rs)))
                print("| " + " | ".join(line) + " |")
            print()


def report_g(group, pin, have):
    for pre, title in (("g1", "frozen for 10 s (SIGSTOP)"), ("g2", "down for 3 s (connection refused)")):
        print(f"Directory {title}:\n")
        print("| peer | class | phase | 200 | 407 | other 4xx | 5xx | broken | hang | slowest ms | first 200 after ms | last failure after ms |\n|" + "---|" * 12)
        for n in have:
            rs = group[(pin, "G", n)]
            for k in ("cached", "uncached"):
                for ph in PH:
                    g = lambda f: fmt(med(rs, f"{pre}_{k}_{ph}_{f}"))
                    tail = [fmt(med(rs, f"{pre}_{k}_first_ok_after_ms")), fmt(med(rs, f"{pre}_{k}_last_bad_after_ms"))] if ph == "after" else ["", ""]
                    print("| " + " | ".join([n, k, ph, g("ok"), g("s407"), g("s4xx"), g("s5xx"), g("err"), g("hang"), g("max_ms")] + tail) + " |")
        print()


# What `compare` measures: for each scenario who is measured, and against whom.
COMPARED = {
    "A1000": (["postern"], ["haproxy", "squid", "littleproxy"]), "A64k": (["postern"], ["haproxy", "squid", "littleproxy"]),
    "B": (["postern"], ["haproxy", "squid", "littleproxy"]), "C": (["postern"], ["haproxy-splice", "squid", "littleproxy"]),
    "D1": (["postern", "postern-copy", "postern-tls"], ["haproxy-splice", "haproxy-tcp", "haproxy-tls", "squid", "littleproxy"]),
}
COMPARED["D8"] = COMPARED["D1"]


def compare(path):
    """CPU of each, and Postern's over the others' of the same repetition: the median (lowest to highest) of all repetitions."""
    rows = [json.loads(x) for x in open(path)]

    def spread(v):
        return f"{fmt(statistics.median(v))} ({fmt(min(v))}–{fmt(max(v))})" if v else "-"

    for sc, (ours, others) in COMPARED.items():
        cpu = {p: {r["rep"]: r[RATIO[sc]] for r in rows if r["peer"] == p and r["scenario"] == sc} for p in ours + others}
        print(f"{sc}, {RATIO[sc]}, noise " + spread([r["noise"] for r in rows if r["scenario"] == sc]))
        for p in ours + others:
            line = f"  {p:15s} {spread(list(cpu[p].values())):24s}"
            if p in ours:
                line += "".join(f"  x {o} {spread([v / cpu[o][rep] for rep, v in cpu[p].items() if rep in cpu[o]])}" for o in others)
            print(line)
    print("bad answers:", sum(r.get("bad") or 0 for r in rows))


def main():
    global PIN
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    a = sys.argv[1:] or ["help"]
    if int(os.environ.get("BENCH_NICE", "0")):
        os.nice(int(os.environ["BENCH_NICE"]))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if a[0] == "setup":
        setup(True)
    elif a[0] == "run":
        run_set(a[1].split(","), a[2].split(","), REPS)
    elif a[0] == "all":
        names = (os.environ.get("BENCH_PEERS") or ",".join(DEFAULT)).split(",")
        if os.path.exists(OUT):
            os.rename(OUT, OUT + ".old")
        t = time.time()
        run_set(names, [x for x in SCEN if x != "Emax"], REPS)
        PIN = False
        run_set([n for n in names if n != "haproxy-splice"], ["A1", "C", "D8"], REPS)
        log(f"took {time.time() - t:.0f} s")
        report(OUT, f"{B}/results.tsv")
    elif a[0] == "compare":
        if os.path.exists(OUT):
            os.rename(OUT, OUT + ".old")
        t, names = time.time(), list(dict.fromkeys(p for ours, others in COMPARED.values() for p in ours + others))
        run_set(names, list(COMPARED), REPS, lambda p, sc: p.name in sum(COMPARED[sc], []))
        log(f"took {time.time() - t:.0f} s")
        compare(OUT)
    elif a[0] == "report":
        report(a[1] if len(a) > 1 else OUT, f"{B}/results.tsv")
    else:
        print(__doc__, "\npeers:", *PEERS, "\nscenarios:", *SCEN)


if __name__ == "__main__":
    main()
