using System.Text;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Guest;

/// <summary>A key as the user name of HTTP Basic (RFC 7617) with an empty password, as <c>curl -u $key:</c> sends it.</summary>
public sealed class BasicKeyReader : ICredentialReader
{
    private const string Scheme = "Basic ";

    /// <inheritdoc/>
    public bool IsPresented(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ValueTask<CredentialResult> VerifyAsync(ApiCall call)
    {
        var sent = call.Http.Request.Headers.Authorization.ToString()[Scheme.Length..].Trim();
        var bytes = new byte[sent.Length];
        return ValueTask.FromResult(
            Convert.TryFromBase64String(sent, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':') is [var key, ""]
                ? CredentialResult.Key(key)
                : Refusal.For(Condition.CredentialMalformed));
    }
}
