-- /etc/haproxy/postern.lua
-- Asks Postern about a request. Allowed: txn.postern_user and txn.postern_groups are set. Otherwise
-- the client gets Postern's own answer: 407 or 401, 403, 503.

local passed_on = { "authorization", "proxy-authorization", "accept", "accept-language" }
local hop_by_hop = { ["connection"] = true, ["content-length"] = true, ["transfer-encoding"] = true }

local function unavailable(txn)
  txn:done(txn:reply({
    status = 503,
    headers = { ["retry-after"] = { "5" }, ["cache-control"] = { "no-store" } },
    body = "Sign-in is not possible right now. Your password is not the problem.\n",
  }))
end

core.register_action("postern", { "http-req" }, function(txn, url)
  local headers = {
    ["x-forwarded-for"] = { tostring(txn.f:src()) },
    ["x-forwarded-method"] = { txn.f:method() },
  }
  local host = txn.f:req_fhdr("host")
  if host then
    headers["x-forwarded-host"] = { host }
  end
  if txn.f:ssl_fc() == 1 then
    headers["x-forwarded-proto"] = { "https" }
  end
  for _, name in ipairs(passed_on) do
    local value = txn.f:req_fhdr(name)
    if value then
      headers[name] = { value }
    end
  end

  local answer = core.httpclient():get({ url = url, headers = headers, timeout = 10000 })
  if not answer or not answer.status or answer.status == 0 then
    return unavailable(txn)
  end
  if answer.status == 200 then
    txn:set_var("txn.postern_user", answer.headers["remote-user"][0])
    txn:set_var("txn.postern_groups", answer.headers["remote-groups"][0])
    return
  end

  local relayed = {}
  for name, values in pairs(answer.headers) do
    if not hop_by_hop[name] then
      local list = {}
      for _, value in pairs(values) do
        list[#list + 1] = value
      end
      relayed[name] = list
    end
  end
  txn:done(txn:reply({ status = answer.status, headers = relayed, body = answer.body }))
end, 1)
