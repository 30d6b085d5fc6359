using System.Globalization;
using System.Text.Json.Nodes;

namespace Lintel.ClusterTests.Harness;

/// <summary>An application of the OTP platform in the demo project, and the console of its owner.</summary>
internal sealed class OtpApplication
{
    private const string Base = "/otp/v1";

    private readonly Cluster _cluster;
    private readonly JsonNode _credentials;

    private OtpApplication(Cluster cluster, string id, JsonNode credentials)
    {
        _cluster = cluster;
        Id = id;
        _credentials = credentials;
    }

    public string Id { get; }

    /// <summary>Makes an application, with the account's limits out of the way.</summary>
    public static async Task<OtpApplication> MakeAsync(Cluster cluster)
    {
        const int Wide = ClusterContracts.Wide;
        await cluster.Next().ManageAsync("PATCH", "/accounts/acct_otp_a", new { limits = new { send = Wide, number = Wide, verify = Wide, console = Wide } });
        var project = cluster.Demo("otp.ids.project");
        var made = await ConsoleAsync(cluster, "POST", $"/projects/{project}/applications", new { name = "Cluster", environment = "test" });
        return new OtpApplication(cluster, (string)made.Json["data"]!["id"]!, made.Json["data"]!["credentials"]!);
    }

    /// <summary>The same application with credentials that a rotation has made.</summary>
    public OtpApplication With(JsonNode credentials) => new(_cluster, Id, credentials);

    /// <summary>A call of the console, by any node.</summary>
    public Task<Reply> ConsoleAsync(string method, string path, object? body = null) => ConsoleAsync(_cluster, method, path, body);

    /// <summary>A call of the application.</summary>
    public Task<Reply> CallAsync(Node node, string path, object body) => node.SendAsync(
        "POST",
        Base + path,
        body,
        CancellationToken.None,
        ("X-Client-Id", (string)_credentials["clientId"]!),
        ("X-Client-Secret", (string)_credentials["clientSecret"]!),
        ("X-Api-Key", (string)_credentials["apiKey"]!));

    /// <summary>Sends a code to a reserved number.</summary>
    public Task<Reply> SendAsync(Node node, int number) =>
        CallAsync(node, "/otp/send", new { phoneNumber = string.Create(CultureInfo.InvariantCulture, $"+999 482 {number / 1000:000} {number % 1000:000}") });

    /// <summary>Sends a code.</summary>
    /// <returns>The request's id, and the code.</returns>
    public async Task<(string Id, int Code)> SendCodeAsync(int number)
    {
        var id = (string)(await SendAsync(_cluster.Next(), number)).Json["data"]!["requestId"]!;
        var request = await ConsoleAsync("GET", $"/otp-requests/{id}");
        return (id, int.Parse((string)request.Json["data"]!["testCode"]!, CultureInfo.InvariantCulture));
    }

    /// <summary>Verifies a code by any node.</summary>
    public Task<Reply> VerifyAsync(string requestId, int code) =>
        CallAsync(_cluster.Next(), "/otp/verify", new { requestId, code = (code % 1_000_000).ToString("D6", CultureInfo.InvariantCulture) });

    private static Task<Reply> ConsoleAsync(Cluster cluster, string method, string path, object? body) =>
        cluster.Next().SendAsync(method, Base + path, body, CancellationToken.None, ("Authorization", $"Bearer {cluster.Demo("otp.sessions.a")}"));
}
