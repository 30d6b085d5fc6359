using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>Signing in to the dashboard and out of it.</summary>
internal static class SessionEndpoints
{
    public static void Map(RouteGroupBuilder panel)
    {
        var sessions = panel.MapGroup(string.Empty).WithTags("Sessions");
        sessions.MapPost("/login", SignInAsync).WithName("panel.login").WithSummary("Signs in to the dashboard")
            .WithDescription("The answer sets the session cookie.").AllowAnonymous().MaxBody(SignInService.LargestBody)
            .CountedAsSignIn(
                (Body<SignIn> body) => body.Value.Login,
                perLogin: "sign-in-login",
                everywhere: "sign-in-everywhere",
                perAddress: "sign-in-address")
            .Body<SignIn>().RaisesError(Condition.SessionInvalid, Condition.AccountDisabled).Produces<MessageReply>();
        sessions.MapPost("/logout", SignOutAsync).WithName("panel.logout").WithSummary("Signs out of the dashboard")
            .RequireSession().Produces<MessageReply>();
        sessions.MapPost("/change-password", ChangePasswordAsync).WithName("panel.change-password").WithSummary("Changes the password of who is signed in")
            .RequireSession().MaxBody(SignInService.LargestBody).CountedUnder("change-password").Body(PasswordChange.Read)
            .RaisesError(Condition.StateConflict, Condition.ServerOverloaded).Accepts<PasswordDocument>(PanelOperations.Json).Produces<MessageReply>();
    }

    private static async Task<IResult> SignInAsync(Body<SignIn> body, ApiCall call, SignInService service, CancellationToken cancellationToken)
    {
        var result = await service.SignInAsync(PanelModule.Api, body.Value.Login, body.Value.Password, call, cancellationToken);
        if (result is not SignInResult.Started started)
        {
            return new ErrorResult(Refusal.For(result is SignInResult.Disabled ? Condition.AccountDisabled : Condition.SessionInvalid));
        }

        call.SetSessionCookie(started);
        call.SetDeviceCookie(started);
        return Replies.Done("Successfully signed in.");
    }

    private static async Task<IResult> ChangePasswordAsync(
        Body<PasswordChange> body, Session session, SignInService service, CancellationToken cancellationToken) =>
        await service.ChangePasswordAsync(session, body.Value.Present, body.Value.New, cancellationToken)
            ? Replies.Done("Password changed.")
            : new ErrorResult(Conflict.Because("The current password is wrong."));

    private static async Task<IResult> SignOutAsync(Session session, ApiCall call, SignInService service, CancellationToken cancellationToken)
    {
        await service.EndAsync(session, cancellationToken);
        call.ClearSessionCookie();
        return Replies.Done("Successfully signed out.");
    }
}
