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

    public LintelHost Host { get; } = host;

    public Contract Contract { get; } = host.Services.GetRequiredService<LintelOptions>().Contracts.Single(contract => contract.Api == api);

    /// <summary>Notes a value for <c>{note:name}</c>.</summary>
    public void Note(string name, string value) => _notes[name] = value;

    /// <summary>Undoes something when the exchange is over.</summary>
    public void UndoLater(IDisposable undo) => _undo.Push(undo);

    /// <summary>Fills the placeholders of a text.</summary>
    public string Fill(string text) => GoldenText.Fill(text, Lookup);

    /// <summary>Sends a request of which a precondition needs the effect; null where the server closes without an answer.</summary>
    /// <param name="line">Method and target, with placeholders, such as <c>GET {base}/me</c>.</param>
    /// <param name="key">The credential with placeholders, such as <c>{key:flood}</c>; null for none.</param>
    /// <param name="body">The JSON body; null for none.</param>
    public Task<RawResponse?> SendAsync(string line, string? key, string? body = null)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (key is not null)
        {
            var scheme = Contract.Credentials[0];
            headers.Add(new(scheme.Header, scheme.Kind == CredentialKind.Bearer ? $"Bearer {key}" : key));
        }

        if (body is not null)
        {
            headers.Add(new("Content-Type", "application/json"));
        }

        return SendAsync(new GoldenRequest($"{line} HTTP/1.1", headers, body ?? string.Empty));
    }

    /// <summary>Sends a request as a file has it; Host and Content-Length are added unless it says its own.</summary>
    public Task<RawResponse?> SendAsync(GoldenRequest request)
    {
        var line = Fill(request.Line);
        var body = Encoding.UTF8.GetBytes(Fill(request.Body));
        var names = request.Headers.Select(header => header.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var head = new StringBuilder(line).Append("\r\n");
        if (!names.Contains("Host"))
        {
            head.Append("Host: ").Append(Host.BaseUrl["http://".Length..]).Append("\r\n");
        }

        foreach (var (name, value) in request.Headers)
        {
            head.Append(name).Append(": ").Append(Fill(value)).Append("\r\n");
        }

        if (body.Length > 0 && !names.Contains("Content-Length") && !names.Contains("Transfer-Encoding"))
        {
            head.Append("Content-Length: ").Append(body.Length).Append("\r\n");
        }

        head.Append("Connection: close\r\n\r\n");
        return Host.Raw.SendAsync([.. Encoding.UTF8.GetBytes(head.ToString()), .. body], line.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync()
    {
        while (_undo.TryPop(out var undo))
        {
            undo.Dispose();
        }

        return ValueTask.CompletedTask;
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
            _ => _notes.GetValueOrDefault(kind[1]),
        };
    }
}
