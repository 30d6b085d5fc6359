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
        var codes = otp.MapGroup(string.Empty).WithTags("Codes");
        codes.MapPost("/send", SendAsync)
            .WithName("otp.send")
            .WithSummary("Sends a code to a number")
            .WithDescription("The code is good for 5 minutes and 5 attempts. It takes the place of one that waits for the same number and purpose.")
            .Accepts<NewOtpRequestDocument>("application/json")
            .Produces<Reply<SentRequest>>(StatusCodes.Status201Created)
            .CountedUnder("number", (ClientApplication application, Body<NewOtpRequest> request) => $"{application.Id} {request.Value.PhoneNumber}")
            .CountedUnder("send")
            .Body(OtpBodies.ReadNew)
            .WithoutSideEffects();
        codes.MapPost("/verify", VerifyAsync)
            .WithName("otp.verify")
            .WithSummary("Verifies a code")
            .Accepts<VerificationDocument>("application/json")
            .Produces<Reply<VerifiedRequest>>()
            .CountedUnder("verify")
            .Body(OtpBodies.ReadVerification)
            .RaisesError(Condition.ResourceMissing, Condition.StateConflict);
        codes.MapPost("/resend", Reserved.Nothing).WithName("otp.resend").WithSummary("Sends a code again").CountedUnder("send").Reserved();
    }

    private static async Task<IResult> SendAsync(
        ClientApplication application, Body<NewOtpRequest> request, OtpSender sender, CancellationToken cancellationToken) =>
        (await sender.SendAsync(application, request.Value, cancellationToken)).Answer(sent => Replies.Created(sent.ShowSent()));

    private static async Task<IResult> VerifyAsync(
        ClientApplication application, Body<Verification> verification, OtpVerifier verifier, CancellationToken cancellationToken) =>
        (await verifier.VerifyAsync(application, verification.Value, cancellationToken))
            .Answer(verified => Replies.Ok(new VerifiedRequest(verified.Id, verified.Status, MomentText.Seconds(verified.VerifiedAt ?? 0))));
}
