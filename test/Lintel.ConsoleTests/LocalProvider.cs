using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Lintel.ConsoleTests;

/// <summary>An OpenID Connect provider on a free port at which one person is signed in: code flow with PKCE and a client secret.</summary>
internal sealed class LocalProvider : IAsyncDisposable
{
    public const string ClientId = "lintel-console";
    public const string ClientSecret = "a secret of the client";

    private static readonly RSA Key = RSA.Create(2048);
    private static readonly RsaSecurityKey SigningKey = new(Key) { KeyId = "provider" };

    private readonly WebApplication _app;
    private readonly Dictionary<string, QueryString> _codes = [];

    private string _email = string.Empty;
    private bool? _isVerified;

    private LocalProvider(WebApplication app) => _app = app;

    public string Authority => _app.Urls.First();

    public static async Task<LocalProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new LocalProvider(app);
        app.MapGet("/.well-known/openid-configuration", provider.Metadata);
        app.MapGet("/keys", () => Results.Text(KeySet(), "application/json"));
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.Token);
        await app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Signs somebody in at the provider.</summary>
    public void SignIn(string email, bool? isVerified) => (_email, _isVerified) = (email, isVerified);

    private static string KeySet()
    {
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(SigningKey);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = SigningKey.KeyId, ["n"] = key.N, ["e"] = key.E }),
        }.ToJsonString();
    }

    private IResult Metadata() => Results.Json(new
    {
        issuer = Authority,
        authorization_endpoint = Authority + "/authorize",
        token_endpoint = Authority + "/token",
        jwks_uri = Authority + "/keys",
        response_types_supported = new[] { "code" },
        id_token_signing_alg_values_supported = new[] { "RS256" },
    });

    private IResult Authorize(HttpRequest request)
    {
        var code = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _codes[code] = request.QueryString;
        return Results.Redirect(QueryHelpers.AddQueryString(
            request.Query["redirect_uri"].ToString(),
            new Dictionary<string, string?> { ["code"] = code, ["state"] = request.Query["state"] }));
    }

    private async Task<IResult> Token(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!_codes.Remove(form["code"].ToString(), out var asked))
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
        }

        var query = QueryHelpers.ParseQuery(asked.Value);
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return query["code_challenge"] == challenge
            && query["redirect_uri"] == form["redirect_uri"]
            && form["client_id"] == ClientId
            && form["client_secret"] == ClientSecret
            ? Results.Json(new { access_token = "none", token_type = "Bearer", id_token = IdToken(query["nonce"].ToString()) })
            : Results.Json(new { error = "invalid_client" }, statusCode: StatusCodes.Status400BadRequest);
    }

    private string IdToken(string nonce)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "person-1", ["nonce"] = nonce, ["email"] = _email };
        if (_isVerified is { } isVerified)
        {
            claims["email_verified"] = isVerified;
        }

        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Authority,
            Audience = ClientId,
            Claims = claims,
            SigningCredentials = new SigningCredentials(SigningKey, SecurityAlgorithms.RsaSha256),
        });
    }
}
