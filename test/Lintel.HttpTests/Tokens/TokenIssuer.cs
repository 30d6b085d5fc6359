using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Tokens;

/// <summary>An issuer of access tokens on a free port, with keys that are made here and a key set that a test changes.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    public const string Name = "https://login.example.com/";
    public const string Audience = "https://api.example.com/orders";

    private readonly WebApplication _app;
    private int _fetches;

    private TokenIssuer(WebApplication app) => _app = app;

    /// <summary>The RSA key of the key id <c>rsa</c>.</summary>
    public static RSA Rsa { get; } = RSA.Create(2048);

    /// <summary>A key that no key set has.</summary>
    public static RSA OtherRsa { get; } = RSA.Create(2048);

    /// <summary>The EC key of the key id <c>ec</c>.</summary>
    public static ECDsa Ec { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The answer of the address; 200 and <see cref="KeySet"/> at first.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = http => Task.CompletedTask;

    /// <summary>The key set.</summary>
    public string KeySet { get; set; } = SetOf(RsaJwk("rsa", Rsa), EcJwk("ec"));

    /// <summary>The times that the key set was asked for.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    public string Address => $"{_app.Urls.First()}/jwks.json";

    public static async Task<TokenIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new TokenIssuer(builder.Build());
        issuer.Answer = http => http.Response.WriteAsync(issuer.KeySet);
        issuer._app.Run(http =>
        {
            Interlocked.Increment(ref issuer._fetches);
            return issuer.Answer(http);
        });
        await issuer._app.StartAsync();
        return issuer;
    }

    public static string SetOf(params JsonObject[] keys) => new JsonObject { ["keys"] = new JsonArray([.. keys]) }.ToJsonString();

    public static JsonObject RsaJwk(string? id, RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        var jwk = new JsonObject
        {
            ["kty"] = "RSA",
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        };
        if (id is not null)
        {
            jwk["kid"] = id;
        }

        return jwk;
    }

    public static JsonObject EcJwk(string id)
    {
        var point = Ec.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["kid"] = id,
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }

    /// <summary>A token with a header and a payload as they are given, signed by an RSA key.</summary>
    public static string Sign(string header, string payload, RSA? key = null)
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        var signature = (key ?? Rsa).SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>A token that the EC key has signed.</summary>
    public static string SignEc(string header, string payload)
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(Ec.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <summary>A token whose signature is that of a symmetric algorithm.</summary>
    public static string SignHmac(string header, string payload, byte[] secret)
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(signed)))}";
    }

    public static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
