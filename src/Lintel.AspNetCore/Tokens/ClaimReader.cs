using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>Reads the claims of a token; one that is missing or of another type than it must be is a fault of the token's form.</summary>
/// <param name="scheme">What the contract says of tokens.</param>
/// <param name="scopes">The scopes of the contract.</param>
internal sealed class ClaimReader(JwtScheme scheme, IReadOnlyCollection<string> scopes)
{
    private static readonly string[] OfProfile = ["sub", "client_id", "jti"];

    private readonly JwtClaims _names = scheme.Claims;

    private const int LongestName = 200;
    private const int LongestValue = 1000;
    private const int LongestScopes = 4096;
    private const int MostItems = 100;

    // The last second of the year 9999.
    private const double LatestSecond = 253_402_300_799;

    public AccessToken Read(JsonElement claims, string algorithm, string? keyId)
    {
        foreach (var name in scheme.NeedsProfile ? OfProfile : [])
        {
            _ = Text(claims, name, LongestName) ?? throw Missing(name);
        }

        return new AccessToken
        {
            Algorithm = algorithm,
            KeyId = keyId,
            IssuedAt = Moment(claims, "iat") ?? throw Missing("iat"),
            ExpiresAt = Moment(claims, "exp") ?? throw Missing("exp"),
            NotBefore = Moment(claims, "nbf"),
            Id = Text(claims, "jti", LongestName),
            AccountId = Chosen(claims, _names.Account),
            Person = Chosen(claims, _names.Person),
            Scopes = ReadScopes(claims),
            Others = [.. _names.Others.SelectMany(name => ValuesOf(claims, name).Select(value => new Claim(name, value)))],
        };
    }

    /// <summary>A text of one line.</summary>
    /// <returns>Null where it is not there.</returns>
    /// <exception cref="TokenFormException">It is no text, empty, too long, or has control characters.</exception>
    public static string? Text(JsonElement element, string name, int longest) =>
        element.TryGetProperty(name, out var value) ? TextOf(value, name, longest) : null;

    private static string Chosen(JsonElement claims, string name) => Find(claims, name) is { } value ? TextOf(value, name, LongestName) : throw Missing(name);

    /// <summary>
    /// A claim that the contract names: the one of that name, and otherwise the member that dots lead to, such as <c>realm_access.tenant</c>. Names that are
    /// addresses have dots themselves, so the whole name comes first.
    /// </summary>
    private static JsonElement? Find(JsonElement claims, string name)
    {
        if (claims.TryGetProperty(name, out var whole))
        {
            return whole;
        }

        var found = claims;
        foreach (var step in name.Split('.'))
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(step, out var inner))
            {
                return null;
            }

            found = inner;
        }

        return found;
    }

    private static string TextOf(JsonElement value, string name, int longest)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is { Length: > 0 } && text.Length <= longest && !text.Any(char.IsControl)
            ? text
            : throw new TokenFormException($"its {name} is not a text of one line with 1 to {longest} characters");
    }

    /// <summary>Seconds since 1970, also with a fraction (RFC 7519 section 2).</summary>
    private static DateTimeOffset? Moment(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= LatestSecond
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : throw new TokenFormException($"its {name} is no number of seconds since 1970");
    }

    private string[] ReadScopes(JsonElement claims)
    {
        if (Find(claims, _names.Scopes) is not { } value)
        {
            return [];
        }

        var granted = value.ValueKind switch
        {
            JsonValueKind.String when value.GetString() is { Length: <= LongestScopes } text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            JsonValueKind.Array when Items(value, JsonValueKind.String) is { } items => items,
            _ => throw new TokenFormException(
                $"its {_names.Scopes} is neither a text of at most {LongestScopes} characters nor a list of at most {MostItems} texts"),
        };
        return [.. granted.Where(scopes.Contains).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The values of a claim that handlers may read: a text, a number, true or false, or a list of texts; none for any other.</summary>
    private static string[] ValuesOf(JsonElement claims, string name) => Find(claims, name) is not { } value ? [] : value.ValueKind switch
    {
        JsonValueKind.String => [TextOf(value, name, LongestValue)],
        JsonValueKind.Number => [value.GetRawText()],
        JsonValueKind.True or JsonValueKind.False => [value.GetBoolean().ToString(CultureInfo.InvariantCulture).ToLowerInvariant()],
        JsonValueKind.Array => Items(value, JsonValueKind.String) ?? [],
        _ => [],
    };

    /// <returns>Null where there are too many, or one is of another kind.</returns>
    private static string[]? Items(JsonElement list, JsonValueKind kind) =>
        list.GetArrayLength() <= MostItems && list.EnumerateArray().All(item => item.ValueKind == kind)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : null;

    private static TokenFormException Missing(string name) => new($"it has no {name}");
}
