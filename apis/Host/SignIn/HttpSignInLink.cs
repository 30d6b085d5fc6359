using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.Host.Startup;
using Lintel.Management;
using Lintel.Sessions;

namespace Lintel.Host.SignIn;

/// <summary>Has a sign-in link made by the management API of a host that runs.</summary>
internal static class HttpSignInLink
{
    private const int PageSize = 200;

    /// <summary>Makes the link.</summary>
    /// <param name="url">The address of the host.</param>
    /// <param name="token">The token of the management API.</param>
    /// <param name="login">The login of the operator; null for the owner who was added first.</param>
    /// <returns>The link.</returns>
    /// <exception cref="StartupException">There is no such operator, or the host does not answer.</exception>
    public static async Task<string> MakeAsync(Uri url, string token, string? login)
    {
        // A redirection would take the token elsewhere.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var address = url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        var operators = $"{address}{ManagementApi.BasePath}/operators";
        var id = await FindAsync(client, operators, login) ?? throw NoOperator(login);
        var link = await SendAsync(client, HttpMethod.Post, $"{operators}/{id}/sign-in-link");
        return SignInAddress.Of(address, (string)link["token"]!);
    }

    /// <summary>Says that nobody can be given a link.</summary>
    public static StartupException NoOperator(string? login) => new(
        ExitCode.Data,
        login is null
            ? "There is no owner who may sign in. Start the host once; its first start makes one."
            : $"There is no operator with the login '{login}' who may sign in.");

    private static async Task<string?> FindAsync(HttpClient client, string operators, string? login)
    {
        var (found, cursor) = (new List<JsonNode>(), string.Empty);
        while (cursor is not null)
        {
            var page = await SendAsync(client, HttpMethod.Get, $"{operators}?limit={PageSize}{(cursor.Length == 0 ? string.Empty : $"&cursor={cursor}")}");
            found.AddRange(page["data"]!.AsArray().OfType<JsonNode>().Where(known => Fits(known, login)));
            cursor = (string?)page["cursor"];
        }

        return (string?)found.MinBy(known => (string?)known["createdAt"], StringComparer.Ordinal)?["id"];
    }

    private static bool Fits(JsonNode known, string? login) =>
        known["disabledAt"] is null && (login is null ? (string?)known["role"] == "owner" : (string?)known["login"] == LoginName.Normalize(login));

    private static async Task<JsonNode> SendAsync(HttpClient client, HttpMethod method, string address)
    {
        try
        {
            using var request = new HttpRequestMessage(method, address);
            using var response = await client.SendAsync(request);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync()) as JsonObject;
            return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created && answer is not null
                ? answer
                : throw new StartupException(
                    ExitCode.NoHost,
                    $"{address} answered {(int)response.StatusCode}: {answer?["detail"]?.ToString() ?? "this is not the management API"}");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or JsonException)
        {
            throw new StartupException(ExitCode.NoHost, $"{address} does not answer as the management API: {exception.Message}", exception);
        }
    }
}
