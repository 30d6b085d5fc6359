using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Lintel.AspNetCore;

/// <summary>Reads a JSON Web Key Set (RFC 7517). Keys for other uses, of other types and too weak ones are passed over; private keys are refused.</summary>
internal static class SigningKeySetReader
{
    private const int MostKeys = 100;
    private const int LongestId = 200;
    private const int LeastBits = 2048;
    private const int MostBits = 8192;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private static readonly string[] RsaAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    private static readonly Dictionary<string, (ECCurve Curve, int Bytes, string Algorithm)> Curves = new(StringComparer.Ordinal)
    {
        ["P-256"] = (ECCurve.NamedCurves.nistP256, 32, "ES256"),
        ["P-384"] = (ECCurve.NamedCurves.nistP384, 48, "ES384"),
        ["P-521"] = (ECCurve.NamedCurves.nistP521, 66, "ES512"),
    };

    /// <summary>Reads a key set.</summary>
    /// <exception cref="FormatException">It is no key set, has too many keys, a private one, or none that can verify a signature.</exception>
    public static SigningKeySet Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("keys", out var keys)
                || keys.ValueKind != JsonValueKind.Array
                || keys.GetArrayLength() > MostKeys)
            {
                throw new FormatException($"It is not a JSON object with a list `keys` of at most {MostKeys}.");
            }

            SigningKey[] read = [.. keys.EnumerateArray().Select(ReadKey).OfType<SigningKey>()];
            return read.Length == 0
                ? throw new FormatException($"It has no RSA key of {LeastBits} to {MostBits} bits and no EC key of P-256, P-384 or P-521 for signatures.")
                : new SigningKeySet(read);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException("It is not JSON with each member once.", exception);
        }
    }

    private static SigningKey? ReadKey(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object || !IsForSignatures(key))
        {
            return null;
        }

        if (key.TryGetProperty("d", out _))
        {
            throw new FormatException("It has a private key, which is no secret any more. Replace the key at the issuer, and publish public keys alone.");
        }

        var id = Member(key, "kid");
        var (verifying, algorithms) = Member(key, "kty") switch
        {
            "RSA" => ReadRsa(key),
            "EC" => ReadEc(key),
            _ => default,
        };
        if (verifying is null || id?.Length > LongestId)
        {
            return null;
        }

        verifying.KeyId = id;
        return new SigningKey(id, Member(key, "alg") is { } only ? [.. algorithms!.Where(algorithm => algorithm == only)] : algorithms!, verifying);
    }

    private static bool IsForSignatures(JsonElement key) =>
        Member(key, "use") is null or "sig"
        && (!key.TryGetProperty("key_ops", out var operations)
            || (operations.ValueKind == JsonValueKind.Array && operations.EnumerateArray().Any(operation => operation.ValueEquals("verify"))));

    private static (SecurityKey? Key, string[]? Algorithms) ReadRsa(JsonElement key)
    {
        // An exponent of more than 32 bits would make each verification slow.
        if (Bytes(key, "n") is not { } modulus || Bytes(key, "e") is not { Length: >= 1 and <= 4 } exponent || modulus.Length * 8 is < LeastBits or > MostBits)
        {
            return default;
        }

        return (new RsaSecurityKey(new RSAParameters { Modulus = modulus, Exponent = exponent }), RsaAlgorithms);
    }

    private static (SecurityKey? Key, string[]? Algorithms) ReadEc(JsonElement key)
    {
        if (!Curves.TryGetValue(Member(key, "crv") ?? string.Empty, out var known)
            || Bytes(key, "x") is not { } x
            || Bytes(key, "y") is not { } y
            || x.Length != known.Bytes
            || y.Length != known.Bytes)
        {
            return default;
        }

        try
        {
            return (new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = known.Curve, Q = new ECPoint { X = x, Y = y } })), [known.Algorithm]);
        }
        catch (CryptographicException)
        {
            // The point is not on the curve.
            return default;
        }
    }

    private static string? Member(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement key, string name) =>
        Member(key, name) is { } text && !text.AsSpan().ContainsAnyExcept(Base64UrlDigits.All) && Base64Url.IsValid(text)
            ? Base64Url.DecodeFromChars(text)
            : null;
}
