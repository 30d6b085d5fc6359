using System.Net;
using Lintel.AspNetCore;
using Lintel.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Door;

/// <summary>The tests' own API with address lists, session cookies and a <c>$type</c>, behind a trusted proxy: the test itself, on 127.0.0.1.</summary>
internal static class ProxyHost
{
    public static Task<DoorHost> StartAsync(Action<LintelOptions>? configure = null) => DoorHost.StartAsync(
        shop =>
        {
            shop.MapGet("/things", (ApiCall call) => call.Address.ToString());
            shop.MapGet("/link", (ApiCall call) => call.LinkTo("/shop/things"));
            shop.MapPost("/who", (ApiCall call) => call.Session.AccountId).RequireSession();
            shop.MapPost("/sign-in", SignIn).AllowAnonymous();
        },
        options =>
        {
            options.TrustProxies("127.0.0.1", "10.0.0.0/8");
            options.FailedAuthenticationsPerMinute = 3;
            configure?.Invoke(options);
        },
        contract: text => text
            .Replace(
                "- { kind: bearer, prefix: shop }",
                "- { kind: bearer, prefix: shop }\n  - { kind: session-cookie, cookie: session, lifetime: 1 hour }",
                StringComparison.Ordinal)
            .Replace(
                "[credential, key, limit, route, method, scope,",
                "[route, method, credential, key, session, address, limit, scope,",
                StringComparison.Ordinal)
            .Replace("{ code: $code,", "{ code: $code, type: $type,", StringComparison.Ordinal)
            .Replace("  no_scope:", Definitions + "  no_scope:", StringComparison.Ordinal));

    /// <summary>A key that may be used from these networks alone.</summary>
    public static async Task<string> KeyForAsync(DoorHost host, params string[] networks)
    {
        var issued = await host.Services.GetRequiredService<KeyService>().IssueAsync(
            new NewKey { AccountId = host.AccountId, Name = "here", Scopes = ["things:read"], Addresses = [.. networks.Select(text => IPNetwork.Parse(text))] },
            CancellationToken.None);
        return ((KeyResult.Issued)issued).Secret;
    }

    private const string Definitions = """
          no_session: { status: 401, when: [session.missing, session.invalid], message: Sign in., meaning: No session., fix: Sign in. }
          session_required: { status: 403, when: session.required, message: People only., meaning: A key., fix: Sign in. }
          address: { status: 403, when: address.forbidden, message: "Not from {address}.", meaning: Address., fix: Add it. }

        """;

    private static async Task<IResult> SignIn(ApiCall call, DoorAccount account, SignInService service)
    {
        var added = await service.AddUserAsync(account.Id, BureauHost.Login, BureauHost.Password, PasswordCaller.Process, call.Aborted);
        var user = ((SignInResult.Added)added).User;
        call.SetSessionCookie((await service.StartAsync(user, call.Aborted)));
        return Results.NoContent();
    }

    /// <summary>The account that people sign in to.</summary>
    internal sealed record DoorAccount(string Id)
    {
        public static ValueTask<DoorAccount?> BindAsync(HttpContext http) =>
            ValueTask.FromResult<DoorAccount?>(new DoorAccount(http.Request.Headers["X-Account"].ToString()));
    }
}
