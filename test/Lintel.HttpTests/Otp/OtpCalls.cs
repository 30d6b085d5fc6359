using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Otp;

/// <summary>A reply of the API, read.</summary>
internal sealed record OtpReply(int Status, HttpResponseHeaders Headers, string Text)
{
    public JsonNode Data => JsonNode.Parse(Text)!["data"] ?? throw new InvalidOperationException($"{Status} {Text}");

    public string? Code => (string?)JsonNode.Parse(Text)!["error"]?["code"];

    public string? Message => (string?)JsonNode.Parse(Text)!["error"]?["message"];

    public int? AttemptsRemaining => (int?)JsonNode.Parse(Text)!["error"]?["details"]?["attemptsRemaining"];
}

/// <summary>An application's three credentials.</summary>
internal sealed record Triple(string ClientId, string ClientSecret, string ApiKey)
{
    public static Triple Of(JsonNode credentials) =>
        new((string)credentials["clientId"]!, (string)credentials["clientSecret"]!, (string)credentials["apiKey"]!);
}

/// <summary>Calls of the API.</summary>
internal static class OtpCalls
{
    public const string Number = "+999 482 918 102";

    /// <summary>A call of the console.</summary>
    public static Task<OtpReply> ConsoleAsync(this LintelHost host, string method, string path, object? body = null, string session = "a") =>
        host.CallAsync(
            method,
            path,
            body,
            request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.DemoText($"otp.sessions.{session}")));

    /// <summary>A call without credentials.</summary>
    public static Task<OtpReply> OpenAsync(this LintelHost host, string path, object body) => host.CallAsync("POST", path, body, _ => { });

    /// <summary>A call of the console with a token.</summary>
    public static Task<OtpReply> AsAsync(this LintelHost host, string token, string method, string path) =>
        host.CallAsync(method, path, null, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token));

    /// <summary>Changes the password of somebody who is signed in.</summary>
    public static Task<OtpReply> ChangePasswordAsync(this LintelHost host, string token, string currentPassword, string newPassword) =>
        host.CallAsync(
            "POST",
            "/auth/password",
            new { currentPassword, newPassword },
            request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token));

    /// <summary>A call of an application.</summary>
    public static Task<OtpReply> ApplicationAsync(this LintelHost host, Triple triple, string path, object body) =>
        host.CallAsync("POST", path, body, request =>
    {
        request.Headers.Add("X-Client-Id", triple.ClientId);
        request.Headers.Add("X-Client-Secret", triple.ClientSecret);
        request.Headers.Add("X-Api-Key", triple.ApiKey);
    });

    public static Triple DemoTriple(this LintelHost host, string name = "test") =>
        Triple.Of(JsonNode.Parse(host.Demo.ToString())!["otp"]!["applications"]![name]!);

    /// <summary>Sends a code.</summary>
    /// <returns>The request's id.</returns>
    public static async Task<string> SendCodeAsync(this LintelHost host, Triple triple, string number = Number, string purpose = "login") =>
        (string)(await host.ApplicationAsync(triple, "/otp/send", new { phoneNumber = number, purpose })).Data["requestId"]!;

    public static Task<OtpReply> VerifyAsync(this LintelHost host, Triple triple, string requestId, string code) =>
        host.ApplicationAsync(triple, "/otp/verify", new { requestId, code });

    /// <summary>A request as the console shows it.</summary>
    public static async Task<JsonNode> RequestAsync(this LintelHost host, string requestId) =>
        (await host.ConsoleAsync("GET", $"/otp-requests/{requestId}")).Data;

    public static async Task<string> TestCodeAsync(this LintelHost host, string requestId) => (string)(await host.RequestAsync(requestId))["testCode"]!;

    /// <summary>A code that is not this one.</summary>
    public static string Other(string code, int by = 1) =>
        ((int.Parse(code, CultureInfo.InvariantCulture) + by) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>Makes an application in a project of a's.</summary>
    /// <returns>Its id and credentials.</returns>
    public static async Task<(string Id, Triple Triple)> NewApplicationAsync(this LintelHost host, string? project = null, string environment = "test")
    {
        var made = await host.ConsoleAsync(
            "POST",
            $"/projects/{project ?? host.DemoText("otp.ids.project")}/applications",
            new { name = "Made for a test", environment });
        return ((string)made.Data["id"]!, Triple.Of(made.Data["credentials"]!));
    }

    public static async Task<string> NewProjectAsync(this LintelHost host, string name = "Made for a test") =>
        (string)(await host.ConsoleAsync("POST", "/projects", new { name })).Data["id"]!;

    private static async Task<OtpReply> CallAsync(this LintelHost host, string method, string path, object? body, Action<HttpRequestMessage> sign)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/otp/v1" + path) { Content = body is null ? null : JsonContent.Create(body) };
        sign(request);
        using var response = await host.Client.SendAsync(request);
        return new OtpReply((int)response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync());
    }
}
