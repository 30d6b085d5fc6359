using System.Text;

namespace Lintel.Bench.Harness;

/// <summary>nginx with a map of keys to accounts and scopes, and <c>limit_req</c> by account.</summary>
internal static class NginxConfiguration
{
    public const string FileName = "nginx.conf";

    public static void Write(string folder, int port, ServerKeys keys)
    {
        var map = new StringBuilder();
        for (var i = 0; i < keys.Good.Count; i++)
        {
            map.Append($"    \"Bearer {keys.Good[i]}\" acct_{i / 10};\n");
        }

        File.WriteAllText(
            Path.Combine(folder, FileName),
            $$$"""
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log crit;
            events { worker_connections 8192; }
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              keepalive_requests 1000000000;
              default_type application/json;
              map_hash_max_size 131072;
              map_hash_bucket_size 256;
              map $http_authorization $account {
                default "";
            {{{map}}}
                "Bearer {{{keys.NoScope}}}" acct_narrow;
                "Bearer {{{keys.OverLimit}}}" acct_over;
              }
              map $account $narrow { default 0; acct_narrow 1; }
              map $account $many { default $account; acct_over ""; "" ""; }
              map $account $few { default ""; acct_over $account; }
              limit_req_zone $many zone=many:10m rate=1000000r/s;
              limit_req_zone $few zone=few:1m rate=1r/m;
              limit_req_status 429;
              server {
                listen 127.0.0.1:{{{port}}};
                location /shop/things {
                  limit_req zone=many burst=1000000 nodelay;
                  limit_req zone=few;
                  if ($account = "") { return 401 '{"error":{"code":"invalid_key","message":"The API key is not valid."}}'; }
                  if ($narrow) { return 403 '{"error":{"code":"insufficient_scope","message":"This endpoint requires the things:read scope."}}'; }
                  try_files /nothing @things;
                }
                location @things {
                  return 200 '{"data":[{"id":"thing_1","name":"Lamp","price":1250},{"id":"thing_2","name":"Chair","price":4900}]}';
                }
              }
            }
            """);
    }
}
