using System.Text.RegularExpressions;

namespace Lintel.GuestTests;

/// <summary>Outside the base paths of its APIs an application answers byte for byte as without Lintel.</summary>
public sealed partial class OutsideTests(Pair pair) : IClassFixture<Pair>
{
    private const string Host = "Host: localhost\r\nConnection: close\r\n";

    public static TheoryData<string> Requests =>
    [
        .. new[]
        {
            "/plain/hello", "/plain/orders/1", "/plain/orders/2", "/plain/orders/x", "/plain/nowhere", "/plain/throw", "/plain/teapot", "/plain/problem",
            "/plain/validation", "/plain/bad", "/plain/half", "/plain/staff", "/plain/writers", "/plain/events", "/plain/stream", "/plain/cached/missing",
            "/plain/search?page=1", "/plain/search?page=x", "/plain/search", "/plain/customers/1", "/plain/customers/2", "/plain/customers/staff",
            "/plain/socket",
            "/plain/slow",
            "/plain/status/400",
            "/plain/status/401",
            "/plain/status/403",
            "/plain/status/404",
            "/plain/status/405",
            "/plain/status/422",
            "/plain/status/500", "/plain/status/503", "/healthz", "/", "/site.txt", "/index.html", "/anything/else", "/plainly", "/shopping", "/shop2/hello",
            "/plain/chat", "/%00", "/plain/hello?access_token=x", "/errors", "/lintels",
        }.Select(target => Get(target)),
        .. new[] { "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get" }.Select(method => $"{method} /plain/hello HTTP/1.1\r\n{Host}\r\n"),
        Get("/plain/echo", "X-Name: Zo\u00c3\u00ab\r\n"),
        Get("/plain/echo", "X-Name: Zo\u00eb\r\n"),
        Get("/plain/hello", "Origin: https://site.example\r\n"),
        Get("/plain/hello", "Origin: https://elsewhere.example\r\n"),
        Get("/plain/long", "Accept-Encoding: gzip\r\n"),
        Get("/plain/hello", $"X-Long: {new string('x', 20_000)}\r\n"),
        Get("/plain/hello", $"X-Long: {new string('x', 40_000)}\r\n"),
        Get("/plain/hello", string.Concat(Enumerable.Range(0, 99).Select(i => $"X-{i}: 1\r\n"))),
        Get("/plain/hello", string.Concat(Enumerable.Range(0, 150).Select(i => $"X-{i}: 1\r\n"))),
        Get("/plain/hello?" + new string('q', 7_000)),
        Get("/plain/hello?" + new string('q', 9_000)),
        "OPTIONS /plain/hello HTTP/1.1\r\n" + Host + "Origin: https://site.example\r\nAccess-Control-Request-Method: GET\r\n\r\n",
        Post("/plain/orders", """{"item":"lamp","count":2}"""),
        Post("/plain/orders", """{"item":"","count":0}"""),
        Post("/plain/orders", """{"item":1}"""),
        Post("/plain/orders", "{"),
        Post("/plain/orders", ""),
        Post("/plain/orders", "item=lamp", "application/x-www-form-urlencoded"),
        Post("/plain/customers", """{"name":"Brook Dairy","stars":3}"""),
        Post("/plain/customers", """{"name":"","stars":99}"""),
        Post("/plain/customers", "<customer/>", "application/xml"),
        Post("/plain/length", new string('x', 2 * 1024 * 1024), "text/plain"),
        "POST /plain/length HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "POST /plain/length HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /plain/length HTTP/1.1\r\n" + Host + "Content-Length: 40000000\r\n\r\n",
        "POST /plain/chat/negotiate?negotiateVersion=1 HTTP/1.1\r\n" + Host + "Content-Length: 0\r\n\r\n",
        "GET /plain/hello HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /plain/hello HTTP/1.0\r\n\r\n",
        "GET /plain/hello HTTP/9.9\r\n\r\n",
        "GET\t/plain/hello HTTP/1.1\r\n\r\n",
        "GET /plain/hello HTTP/1.1\nHost: localhost\nConnection: close\n\n",
        "GET /plain/hello HTTP/1.1\r\nHost : localhost\r\n\r\n",
        "nonsense\r\n\r\n",
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Answer_outside_the_apis_is_the_one_without_Lintel(string request)
    {
        var with = Normalize(await pair.With.SendRawAsync(request));
        var without = Normalize(await pair.Without.SendRawAsync(request));

        Assert.Equal(without, with);
        Assert.NotEmpty(with);
    }

    private static string Get(string target, string headers = "") => $"GET {target} HTTP/1.1\r\n{Host}{headers}\r\n";

    private static string Post(string target, string body, string type = "application/json") =>
        $"POST {target} HTTP/1.1\r\n{Host}Content-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    /// <summary>Takes out what differs from one start, one request or one moment to the next.</summary>
    private static string Normalize(string response) => Varying().Replace(response, "…");

    [GeneratedRegex(
        """(?<=\r\nDate: )[^\r]*|(?<="traceId":")[^"]*|(?<="connection(?:Id|Token)":")[^"]*|(?<=\r\nLast-Modified: )[^\r]*|(?<=\r\nETag: )[^\r]*""",
        RegexOptions.ExplicitCapture,
        2000)]
    private static partial Regex Varying();
}
