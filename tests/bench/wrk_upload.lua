-- Uploads of a kilobyte, each another document: one request each, as the curl line of docs/api.md makes it.
local letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local function base64(text)
  local out = {}
  for at = 1, #text, 3 do
    local a, b, c = text:byte(at, at + 2)
    local bits = a * 65536 + (b or 0) * 256 + (c or 0)
    for place = 0, 3 do
      local index = math.floor(bits / 64 ^ (3 - place)) % 64
      out[#out + 1] = (place == 2 and not b or place == 3 and not c) and "=" or letters:sub(index + 1, index + 1)
    end
  end
  return table.concat(out)
end

local number, threads = 0, 0

function setup(thread)
  threads = threads + 1
  thread:set("id", threads)
end

function init(args)
  run, folder = args[1], args[2]
  wrk.method = "POST"
  wrk.headers["Tus-Resumable"] = "1.0.0"
  wrk.headers["Upload-Length"] = "1000"
  wrk.headers["Content-Type"] = "application/offset+octet-stream"
end

function request()
  number = number + 1
  local name = string.format("%s %d %d.txt", run, id, number)
  wrk.headers["Upload-Metadata"] = "filename " .. base64(name) .. ",folder " .. base64(folder)
  return wrk.format(nil, nil, nil, name .. " " .. string.rep("0", 999 - #name))
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "bytes": %d, "microseconds": %d, "bad_status": %d, "bad_socket": %d, "p50": %d, "p99": %d}\n',
    summary.requests, summary.bytes, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
