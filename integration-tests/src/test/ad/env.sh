# Sourced by up/down/reset/fixtures/probe.  No side effects beyond variables and functions.
AD_HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
AD_DIR=${POSTERN_AD_DIR:-${TMPDIR:-/tmp}/postern-ad}      # scratch: everything lives below this folder
AD_ADDR=${POSTERN_AD_ADDR:-127.77.0.1}                     # any 127.x.y.z works, nothing has to be added to lo
AD_STRONG=${POSTERN_AD_STRONG_AUTH:-no}                    # no | allow_sasl_over_tls | yes (= refuse cleartext simple bind)
AD_OLDPW=${POSTERN_AD_OLD_PASSWORD_MINUTES:-60}            # smb.conf "old password allowed period"
AD_STAFF=${POSTERN_AD_STAFF:-0}                            # bulk users in OU=Staff
AD_CERT=${POSTERN_AD_CERT:-good}                           # good | wrongname | expired | selfsigned | otherca
AD_REALM=CORP.EXAMPLE.TEST
AD_DOMAIN=CORP
AD_DNS=corp.example.test
AD_BASE=DC=corp,DC=example,DC=test
AD_HOST=dc1
AD_FQDN=$AD_HOST.$AD_DNS
AD_ADMIN_PASS='Adm1n-Passw0rd!'
AD_PY=${POSTERN_AD_PYTHON:-/usr/bin/python3}               # the interpreter that has Samba's modules: the system's
AD_CACHE=$AD_DIR/cache                                     # tar of the provisioned domain, shared by all instances
AD_PKI=$AD_DIR/pki                                         # CAs and server certificates, shared by all instances
AD_INST=$AD_DIR/$AD_ADDR                                   # this instance
AD_CONF=$AD_INST/etc/smb.conf
AD_PIDFILE=$AD_INST/pid

ad_say() { printf '%s\n' "$*" >&2; }
ad_die() { ad_say "ad: $*"; exit 1; }

# Prints the pid when our own samba is alive, nothing otherwise.  Checks the command line, so that a
# recycled pid is never taken for ours.
ad_pid() {
	local p
	[ -s "$AD_PIDFILE" ] || return 1
	p=$(cat "$AD_PIDFILE")
	[ -r "/proc/$p/cmdline" ] || return 1
	[ "$(cat "$AD_INST/pid.start" 2>/dev/null)" = "$(ad_start_of "$p")" ] || return 1
	printf '%s\n' "$p"
}
# start time of a process in clock ticks (field 22 of stat; comm may hold blanks)
ad_start_of() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

ad_write_conf() { # instance-dir
	local r=$1
	mkdir -p "$r"/{etc,private,state,cache,lock,run,bind-dns,ncalrpc,ntp_signd,winbindd,log}
	cat > "$r/etc/smb.conf" <<-CONF
	[global]
		netbios name = DC1
		realm = $AD_REALM
		workgroup = $AD_DOMAIN
		server role = active directory domain controller
		server services = ldap, cldap, kdc, dns
		interfaces = $AD_ADDR/8
		bind interfaces only = yes
		disable netbios = yes
		load printers = no
		disable spoolss = yes
		private dir = $r/private
		state directory = $r/state
		cache directory = $r/cache
		lock directory = $r/lock
		pid directory = $r/run
		binddns dir = $r/bind-dns
		ncalrpc dir = $r/ncalrpc
		ntp signd socket directory = $r/ntp_signd
		winbindd socket directory = $r/winbindd
		logging = file
		log file = $r/log/samba.log
		log level = ${POSTERN_AD_LOG_LEVEL:-1}
		max log size = 20000
		ldap server require strong auth = $AD_STRONG
		old password allowed period = $AD_OLDPW
		tls enabled = yes
		tls keyfile = $AD_PKI/server-$AD_ADDR-$AD_CERT.key
		tls certfile = $AD_PKI/server-$AD_ADDR-$AD_CERT.pem
		tls cafile = $AD_PKI/ca.pem
		tls priority = ${POSTERN_AD_TLS_PRIORITY:-NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3}
		idmap_ldb:use rfc2307 = yes
	[sysvol]
		path = $r/state/sysvol
		read only = no
	[netlogon]
		path = $r/state/sysvol/$AD_DNS/scripts
		read only = no
	CONF
}

ad_issue() { # basename subject-cn san... ; signed by ca.pem
	local n=$1 cn=$2 san=$3 ca=${4:-ca} days=${5:-825}
	(
		umask 077
		cd "$AD_PKI"
		openssl req -newkey rsa:2048 -nodes -keyout "$n.key" -out "$n.csr" -subj "/CN=$cn" 2>/dev/null
		openssl x509 -req -in "$n.csr" -CA "$ca.pem" -CAkey "$ca.key" -CAcreateserial -days "$days" -sha256 \
			-extfile <(printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\nsubjectAltName=%s\n' "$san") \
			-out "$n.pem" 2>/dev/null
		rm -f "$n.csr"
	)
}

ad_pki() {
	local c
	mkdir -p "$AD_PKI"
	for c in ca otherca; do           # otherca signs nothing the DC uses: point a client at it to test a bad trust anchor
		[ -s "$AD_PKI/$c.pem" ] && openssl x509 -checkend 604800 -noout -in "$AD_PKI/$c.pem" >/dev/null && continue
		(
			umask 077
			cd "$AD_PKI"
			openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -sha256 -keyout "$c.key" -out "$c.pem" \
				-subj "/O=Postern test/CN=Postern AD test $c" \
				-addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' 2>/dev/null
		)
		rm -f "$AD_PKI"/server-*
	done
	local n=server-$AD_ADDR-$AD_CERT san="DNS:$AD_FQDN,DNS:$AD_DNS,IP:$AD_ADDR"
	[ -s "$AD_PKI/$n.pem" ] && { [ "$AD_CERT" = expired ] || openssl x509 -checkend 604800 -noout -in "$AD_PKI/$n.pem" >/dev/null; } && return
	case $AD_CERT in
	good) ad_issue "$n" "$AD_FQDN" "$san" ;;
	wrongname) ad_issue "$n" "other.$AD_DNS" "DNS:other.$AD_DNS" ;;
	expired) ad_issue "$n" "$AD_FQDN" "$san" ca -1 ;;
	otherca) ad_issue "$n" "$AD_FQDN" "$san" otherca ;;
	selfsigned) (
		umask 077
		cd "$AD_PKI"
		openssl req -x509 -newkey rsa:2048 -nodes -days 825 -keyout "$n.key" -out "$n.pem" -subj "/CN=$AD_FQDN" -addext "subjectAltName=$san" 2>/dev/null
	) ;;
	*) ad_die "POSTERN_AD_CERT=$AD_CERT?" ;;
	esac
}
