using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>Signing in to the dashboard and out of it.</summary>
internal static class SessionEndpoints
{
    private const int MaximumLogin = 254;
    private const int MinimumPassword = 10;
    private const int MaximumPassword = 128;

    public static void Map(RouteGroupBuilder panel)
    {
        panel.MapPost("/login", SignInAsync).AllowAnonymous().MaxBody(SignInService.LargestBody)
            .CountedAsSignIn((Body<SignIn> body) => body.Value.Login, perLogin: "sign-in-login", everywhere: "sign-in-everywhere", perAddress: "sign-in-address")
            .Body(Read);
        panel.MapPost("/logout", SignOutAsync).RequireSession();
        panel.MapPost("/change-password", ChangePasswordAsync).RequireSession().MaxBody(SignInService.LargestBody).CountedUnder("change-password").Body(ReadChange);
    }

    private static async Task<IResult> SignInAsync(ApiCall call, SignInService service)
    {
        var body = call.Body<SignIn>();
        var result = await service.SignInAsync(PanelModule.Api, body.Login, body.Password, SignInOrigin.Of(call), call.Aborted);
        if (result is not SignInResult.Started started)
        {
            return new ErrorResult(Refusal.For(result is SignInResult.Disabled ? Condition.AccountDisabled : Condition.SessionInvalid));
        }

        call.SetSessionCookie(started.New);
        call.SetDeviceCookie(started);
        return Replies.Done("Successfully signed in.");
    }

    private static async Task<IResult> ChangePasswordAsync(ApiCall call, SignInService service)
    {
        var body = call.Body<PasswordChange>();
        return await service.ChangePasswordAsync(call.Session, body.Present, body.New, call.Aborted)
            ? Replies.Done("Password changed.")
            : new ErrorResult(Refusals.Bad("The current password is wrong."));
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

    private static PasswordChange ReadChange(FieldReader fields) => new(
        fields.Text("currentPassword", required: true, min: 1, max: MaximumPassword) ?? string.Empty,
        fields.NewPassword("newPassword", required: true, MinimumPassword, MaximumPassword) ?? string.Empty);

    private sealed class PasswordChange(string present, string @new)
    {
        public string Present { get; } = present;

        public string New { get; } = @new;
    }

    private sealed class SignIn(string login, string password)
    {
        public string Login { get; } = login;

        public string Password { get; } = password;
    }
}
