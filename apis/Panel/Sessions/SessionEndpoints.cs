using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>Signing in to the dashboard and out of it.</summary>
internal static class SessionEndpoints
{
    private const string PerAddress = "sign-in-address";
    private const string PerLogin = "sign-in-login";
    private const int MaximumLogin = 254;
    private const int MaximumPassword = 128;

    public static void Map(RouteGroupBuilder panel)
    {
        panel.MapPost("/login", SignInAsync).AllowAnonymous().MaxBody(SignInService.LargestBody).CountedUnder(PerAddress)
            .CountedUnder(PerLogin, (ApiCall _, SignIn body) => body.Login.ToLowerInvariant()).Body(Read);
        panel.MapPost("/logout", SignOutAsync).RequireSession();
    }

    private static async Task<IResult> SignInAsync(ApiCall call, SignInService service)
    {
        var body = call.Body<SignIn>();
        if (await service.SignInAsync(PanelModule.Api, body.Login, body.Password, SignInOrigin.Of(call), call.Aborted) is not SignInResult.Started started)
        {
            return new ErrorResult(Refusal.For(Condition.SessionInvalid));
        }

        call.SetSessionCookie(started.New);
        return Replies.Done("Successfully signed in.");
    }

    private static async Task<IResult> SignOutAsync(ApiCall call, SignInService service)
    {
        await service.EndAsync(call.Session, call.Aborted);
        call.ClearSessionCookie();
        return Replies.Done("Successfully signed out.");
    }

    private static SignIn Read(FieldReader fields) => new(
        fields.Text("login", required: true, min: 1, max: MaximumLogin) ?? string.Empty,
        fields.Text("password", required: true, min: 1, max: MaximumPassword) ?? string.Empty);

    private sealed class SignIn(string login, string password)
    {
        public string Login { get; } = login;

        public string Password { get; } = password;
    }
}
