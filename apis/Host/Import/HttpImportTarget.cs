using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Keys;
using Lintel.Management;

namespace Lintel.Host.Import;

/// <summary>The management API of a host that runs.</summary>
internal sealed class HttpImportTarget : IImportTarget
{
    private const string TokenFile = "operator.token";
    private const int MaxTries = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // Escapes would make a text of other letters six times as long.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly TimeProvider _clock;
    private readonly CommandProgress _progress;

    private HttpImportTarget(HttpClient client, Uri address, TimeProvider clock, CommandProgress progress)
    {
        _client = client;
        _address = address;
        _clock = clock;
        _progress = progress;
    }

    /// <summary>Reads the token; connects to nothing yet.</summary>
    /// <param name="url">The address of the host.</param>
    /// <param name="token">The token of the management API.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="progress">Says what is waited for.</param>
    /// <param name="handler">What sends the requests; null for the network.</param>
    public static HttpImportTarget Open(Uri url, string token, TimeProvider clock, CommandProgress progress, HttpMessageHandler? handler = null)
    {
        // A redirection would take the token elsewhere.
        var client = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new HttpImportTarget(client, new Uri($"{url.GetLeftPart(UriPartial.Path).TrimEnd('/')}{ManagementApi.BasePath}/keys/import"), clock, progress);
    }

    /// <summary>Finds the token: in a file, in the setting, or in the data folder. It is no option, because other users of a machine see those.</summary>
    /// <exception cref="StartupException">There is none.</exception>
    public static string ReadToken(string? file, HostSettings settings)
    {
        if (file is null && settings.OperatorToken is { } token)
        {
            return token;
        }

        var path = file ?? Path.Combine(settings.DataDirectory, TokenFile);
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } text && text.All(char.IsAscii)
                ? text
                : throw new StartupException(ExitCode.Configuration, $"{path} holds no token.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                ExitCode.Configuration,
                $"Cannot read the token of the management API: {exception.Message} Name its file with --token-file.",
                exception);
        }
    }

    public async Task<ImportReply> SendAsync(IReadOnlyList<ForeignKey> keys, bool dryRun)
    {
        var body = new ImportBody([.. keys.Select(ImportItem.Of)], SkipExisting: true, dryRun);
        for (var tries = 1; ; tries++)
        {
            var (reply, pause) = await TryAsync(body, isLast: tries == MaxTries);
            if (reply is not null)
            {
                return reply;
            }

            _progress.Say($"The host asks to wait {Math.Ceiling(pause.TotalSeconds)} seconds.");
            await Task.Delay(pause, _clock);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends the keys once. Sending them again does no harm: those that are there are skipped.</summary>
    private async Task<(ImportReply? Reply, TimeSpan Pause)> TryAsync(ImportBody body, bool isLast)
    {
        try
        {
            using var response = await _client.PostAsJsonAsync(_address, body, Json);
            var answer = Parse(await response.Content.ReadAsStringAsync());
            return response.StatusCode switch
            {
                HttpStatusCode.OK when answer is not null =>
                    (new ImportReply(answer["imported"]!.GetValue<int>(), answer["skipped"]!.GetValue<int>(), []), default),
                HttpStatusCode.UnprocessableEntity when FaultsOf(answer) is { Count: > 0 } faults => (new ImportReply(0, 0, faults), default),
                HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable when !isLast => (null, response.Headers.RetryAfter?.Delta ?? Pause),
                var status => throw new StartupException(
                    ExitCode.NoHost,
                    $"{_address} answered {(int)status}: {answer?["detail"]?.ToString() ?? "this is not the management API"}"),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            throw new StartupException(ExitCode.NoHost, $"{_address} does not answer: {exception.Message}", exception);
        }
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<ImportFault> FaultsOf(JsonObject? answer) =>
        [.. (answer?["errors"] as JsonArray ?? []).Select(fault => ImportFault.Of($"{fault?["field"]}", $"{fault?["message"]}")).OfType<ImportFault>()];

    private sealed record ImportBody(IReadOnlyList<ImportItem> Keys, bool SkipExisting, bool DryRun);

    /// <summary>A key as the management API reads it.</summary>
    private sealed record ImportItem(
        string Digest,
        string? Prefix,
        string AccountId,
        string Name,
        IReadOnlyList<string> Scopes,
        IReadOnlyList<string> Addresses,
        IReadOnlyList<string>? Applications,
        DateTimeOffset? ExpiresAt,
        IReadOnlyDictionary<string, int> Limits,
        IReadOnlyDictionary<string, string> Metadata,
        string? Environment)
    {
        public static ImportItem Of(ForeignKey foreign) => new(
            Convert.ToHexString(foreign.Digest.ToArray()),
            foreign.Prefix,
            foreign.Key.AccountId,
            foreign.Key.Name,
            foreign.Key.Scopes,
            [.. foreign.Key.Addresses.Select(network => network.ToString())],
            foreign.Key.Applications,
            foreign.Key.ExpiresAt,
            foreign.Key.Limits,
            foreign.Key.Metadata,
            foreign.Key.Environment);
    }
}
