using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>What applications do with their credentials: send codes and verify them.</summary>
internal static class OtpEndpoints
{
    public static void Map(RouteGroupBuilder otp)
    {
        otp.MapPost("/send", SendAsync)
            .CountedUnder("number", (ClientApplication application, Body<NewOtpRequest> request) => $"{application.Id} {request.Value.PhoneNumber}")
            .CountedUnder("send")
            .Body(OtpBodies.ReadNew);
        otp.MapPost("/verify", VerifyAsync).CountedUnder("verify").Body(OtpBodies.ReadVerification)
            .RaisesError(Condition.ResourceMissing, Condition.StateConflict);
        otp.MapPost("/resend", Reserved.Nothing).CountedUnder("send").Reserved();
    }

    private static async Task<IResult> SendAsync(
        ClientApplication application, Body<NewOtpRequest> request, OtpSender sender, CancellationToken cancellationToken) =>
        (await sender.SendAsync(application, request.Value, cancellationToken)).Answer(sent => Replies.Created(sent.ShowSent()));

    private static async Task<IResult> VerifyAsync(
        ClientApplication application, Body<Verification> verification, OtpVerifier verifier, CancellationToken cancellationToken) =>
        (await verifier.VerifyAsync(application, verification.Value, cancellationToken))
            .Answer(verified => Replies.Ok(new VerifiedRequest(verified.Id, verified.Status, MomentText.Seconds(verified.VerifiedAt ?? 0))));
}
