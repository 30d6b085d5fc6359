using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>
/// Reads the header and the claims of a token, more strictly than the library that verifies the signature: within bounds, each member once, each claim of its
/// type. Looks at no key, so that a token that is not in its form costs little.
/// </summary>
/// <param name="scheme">What the contract says of tokens.</param>
/// <param name="scopes">The scopes of the contract; a token may name others, which are for other APIs.</param>
internal sealed class AccessTokenParser(JwtScheme scheme, IEnumerable<string> scopes)
{
    private const int LongestToken = 16 * 1024;
    private const int LongestHeader = 2 * 1024;
    private const int MostMembers = 100;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly ClaimReader _claims = new(scheme, [.. scopes]);

    /// <summary>Reads a token.</summary>
    /// <param name="text">The token.</param>
    /// <exception cref="TokenFormException">It is not in its form; says why, without quoting it.</exception>
    public AccessToken Parse(string text)
    {
        if (text.Length > LongestToken)
        {
            throw new TokenFormException($"it has more than {LongestToken} characters");
        }

        if (text.Split('.', 4) is not [var header, var payload, { Length: > 0 } signature] || !IsBase64Url(signature))
        {
            throw new TokenFormException("it has not three parts in base64url; encrypted tokens have five");
        }

        try
        {
            using var head = ParsePart(header, LongestHeader, "header");
            using var body = ParsePart(payload, LongestToken, "payload");
            var (algorithm, keyId) = ReadHeader(head.RootElement);
            return _claims.Read(body.RootElement, algorithm, keyId);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second: a text with half a character.
            throw new TokenFormException("its header or payload is not JSON with each member once, at most 8 levels deep");
        }
    }

    private static bool IsBase64Url(string part) => !part.AsSpan().ContainsAnyExcept(Base64UrlDigits.All);

    private static JsonDocument ParsePart(string part, int longest, string name)
    {
        // The decoder passes over white space and padding, which the parts of a token have not (RFC 7515 section 2).
        if (part.Length > longest || !IsBase64Url(part) || !Base64Url.IsValid(part) || Base64Url.DecodeFromChars(part) is not { } bytes || !Utf8.IsValid(bytes))
        {
            throw new TokenFormException($"its {name} is longer than {longest} characters, or not base64url of UTF-8");
        }

        var document = JsonDocument.Parse(bytes, Strict);
        if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.GetPropertyCount() <= MostMembers)
        {
            return document;
        }

        document.Dispose();
        throw new TokenFormException($"its {name} is no JSON object, or has more than {MostMembers} members");
    }

    /// <summary>
    /// Reads the parameters that are looked at. Whatever else says where a key is (<c>jku</c>, <c>x5u</c>), or is one (<c>jwk</c>, <c>x5c</c>), is ignored.
    /// </summary>
    private (string Algorithm, string? KeyId) ReadHeader(JsonElement header)
    {
        if (header.TryGetProperty("crit", out _))
        {
            throw new TokenFormException("its header has extensions that must be understood (crit), and none is");
        }

        if (header.TryGetProperty("enc", out _))
        {
            throw new TokenFormException("it is encrypted");
        }

        var algorithm = ClaimReader.Text(header, "alg", 20) ?? throw new TokenFormException("its header has no alg");
        if (!scheme.Algorithms.Contains(algorithm))
        {
            throw new TokenFormException("its alg is none of the contract's algorithms");
        }

        if (!HasType(ClaimReader.Text(header, "typ", 100)))
        {
            throw new TokenFormException(
                scheme.Type == JwtType.AccessToken ? "its typ is not at+jwt" : "its typ is neither JWT nor at+jwt, so it is for something else");
        }

        return (algorithm, ClaimReader.Text(header, "kid", 200));
    }

    /// <summary>A media type, in which letter case and the prefix <c>application/</c> do not matter (RFC 7515 section 4.1.9).</summary>
    private bool HasType(string? type)
    {
        const string Media = "application/";
        var name = type?.StartsWith(Media, StringComparison.OrdinalIgnoreCase) == true ? type[Media.Length..] : type;
        return string.Equals(name, "at+jwt", StringComparison.OrdinalIgnoreCase)
            || (scheme.Type == JwtType.Any && (name is null || string.Equals(name, "JWT", StringComparison.OrdinalIgnoreCase)));
    }
}

/// <summary>A token that is not in its form.</summary>
/// <param name="why">The reason, to follow "The token is malformed: ". Quotes nothing of the token.</param>
internal sealed class TokenFormException(string why) : Exception(why);
