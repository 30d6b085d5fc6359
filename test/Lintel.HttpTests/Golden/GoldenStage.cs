using System.Text;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Harness;
using Lintel.Management;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Golden;

/// <summary>The process in which an exchange takes place, and what its preconditions have noted and must undo.</summary>
internal sealed class GoldenStage(LintelHost host, string api) : IAsyncDisposable
{
    private readonly Dictionary<string, string> _notes = [];
    private readonly Stack<IDisposable> _undo = new();
    private LintelHost? _own;

    public LintelHost Host { get; } = host;

    public Contract Contract { get; } = host.Services.GetRequiredService<LintelOptions>().Contracts.Single(contract => contract.Api == api);

    /// <summary>A process of its own in which what an exchange needs has come about, and which ends with the stage.</summary>
    public static async Task<GoldenStage> PrepareAsync(GoldenExchange exchange)
    {
        var preconditions = exchange.Given.Select(Preconditions.Parse).ToArray();
        var options = new LintelHostOptions { Nodes = TestEngine.NodesOfOwn };
        foreach (var (precondition, argument) in preconditions)
        {
            (precondition as Precondition.OfStart)?.Apply(options, argument);
        }

        var host = await LintelHost.StartAsync(options);
        var stage = new GoldenStage(host, exchange.Api) { _own = host };
        foreach (var (precondition, argument) in preconditions)
        {
            await ((precondition as Precondition.OfProcess)?.Apply(stage, argument) ?? Task.CompletedTask);
        }

        return stage;
    }

    /// <summary>Notes a value for <c>{note:name}</c>.</summary>
    public void Note(string name, string value) => _notes[name] = value;

    /// <summary>Undoes something when the exchange is over.</summary>
    public void UndoLater(IDisposable undo) => _undo.Push(undo);

    /// <summary>Fills the placeholders of a text.</summary>
    public string Fill(string text) => GoldenText.Fill(text, Lookup);

    /// <summary>Sends a request of which a precondition needs the effect; null where the server closes without an answer.</summary>
    /// <param name="line">Method and target, with placeholders, such as <c>GET {base}/me</c>.</param>
    /// <param name="key">
    /// The credential with placeholders, such as <c>{key:flood}</c> or <c>{session}</c>, or <c>application:test</c> for all of an application's; null for none.
    /// </param>
    /// <param name="body">The JSON body; null for none.</param>
    public Task<RawResponse?> SendAsync(string line, string? key, string? body = null)
    {
        var headers = new List<KeyValuePair<string, string>>(key is null ? [] : CredentialOf(key));

        if (body is not null)
        {
            headers.Add(new("Content-Type", "application/json"));
        }

        return SendAsync(new GoldenRequest($"{line} HTTP/1.1", headers, body ?? string.Empty));
    }

    /// <summary>Sends a request as a file has it; Host and Content-Length are added unless it says its own.</summary>
    public Task<RawResponse?> SendAsync(GoldenRequest request)
    {
        var filled = RequestOf(request);
        return Host.Raw.SendAsync(filled.ToBytes(Host.BaseUrl["http://".Length..]), filled.Method == "HEAD");
    }

    /// <summary>A request as a file has it, with its placeholders filled.</summary>
    public ProbeRequest RequestOf(GoldenRequest request)
    {
        var line = Bytes(Fill(request.Line)).Split(' ');
        var body = Fill(request.Body);
        return new ProbeRequest(line[0], string.Join(' ', line[1..^1]))
        {
            Headers = [.. request.Headers.Select(header => KeyValuePair.Create(header.Key, Bytes(Fill(header.Value))))],
            Body = body.Length == 0 ? null : Encoding.UTF8.GetBytes(body),
        };

        // The head goes out byte by byte, and files are UTF-8.
        static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>What differs between an answer and the recorded one; null for nothing.</summary>
    public string? Differing(GoldenExchange exchange, ProbeExchange answer)
    {
        var requestId = answer.Header(Contract.RequestId.Header) ?? string.Empty;
        if (!requestId.StartsWith(Contract.RequestId.Prefix, StringComparison.Ordinal) || requestId.Length == 0)
        {
            return $"{Contract.RequestId.Header} is '{requestId}'";
        }

        if (answer.Status != exchange.Response.Status)
        {
            return $"{exchange.Response.Line} was expected";
        }

        foreach (var (name, value) in exchange.Response.Headers)
        {
            if (answer.Header(name) is not { } actual || !RecordedText.Matches(Fill(value), actual, requestId))
            {
                return $"{name}: {value} was expected";
            }
        }

        return RecordedText.Matches(Fill(exchange.Response.Body), answer.Body, requestId) ? null : $"the body was expected to be\n{exchange.Response.Body}";
    }

    public ValueTask DisposeAsync()
    {
        while (_undo.TryPop(out var undo))
        {
            undo.Dispose();
        }

        return _own?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private IEnumerable<KeyValuePair<string, string>> CredentialOf(string key)
    {
        if (key.StartsWith("application:", StringComparison.Ordinal))
        {
            return ProbeCredential.Of(Contract.Applications!, $"{{{key}.clientId}}", $"{{{key}.clientSecret}}", $"{{{key}.apiKey}}").Fields;
        }

        var scheme = key.StartsWith("{session", StringComparison.Ordinal) ? Contract.Sessions! : Contract.Credentials.First(scheme => scheme is KeyScheme);
        return ProbeCredential.Of(scheme, key).Fields;
    }

    private string? Lookup(string name)
    {
        var kind = name.Split(':', 2);
        return kind[0] switch
        {
            "base" => api == Contract.Default.Api ? ManagementApi.BasePath : Host.DemoText($"{api}.base"),
            "baseUrl" => Host.BaseUrl,
            "operator" => Host.OperatorToken,
            "key" => Host.DemoText($"{api}.keys.{kind[1]}"),
            "id" => Host.DemoText($"{api}.ids.{kind[1]}"),
            "application" => Host.DemoText($"{api}.applications.{kind[1]}"),
            "session" => Host.DemoText(kind.Length == 1 ? $"{api}.session" : $"{api}.sessions.{kind[1]}"),
            _ => _notes.GetValueOrDefault(kind[1]),
        };
    }
}
