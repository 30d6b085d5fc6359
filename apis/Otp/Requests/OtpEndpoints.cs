using Lintel.AspNetCore;
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
        otp.MapPost("/verify", VerifyAsync).CountedUnder("verify").Body(OtpBodies.ReadVerification);
        otp.MapPost("/resend", Reserved.Nothing).CountedUnder("send").Reserved();
    }

    private static async Task<IResult> SendAsync(ApiCall call, OtpSender sender)
    {
        var outcome = await sender.SendAsync(call.Application, call.Body<NewOtpRequest>(), call.Aborted);
        return outcome.TryGet(out var request) ? Replies.Created(request.ShowSent()) : new ErrorResult(outcome.Refusal!);
    }

    private static async Task<IResult> VerifyAsync(ApiCall call, OtpVerifier verifier) => Replies.Of(
        await verifier.VerifyAsync(call.Application, call.Body<Verification>(), call.Aborted),
        request => new VerifiedRequest(request.Id, request.Status, Moment.Show(request.VerifiedAt ?? 0)));
}

/// <summary>OTP requests on the console.</summary>
internal static class OtpRequestEndpoints
{
    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/applications/{id}/otp-requests", ListAsync).Resource(ApplicationEndpoints.Find).Query(OtpBodies.ReadFilter);
        console.MapGet("/otp-requests/{id}", (ApiCall call) => Replies.Ok(call.Resource<OtpRequest>())).Resource(FindAsync);
    }

    private static async Task<IResult> ListAsync(ApiCall call, OtpRequestStore store) =>
        Replies.List(await store.ListAsync(call.Account.Id, call.PathId(), call.Body<OtpRequestFilter>(), call.Aborted));

    private static async ValueTask<Outcome<OtpRequest>> FindAsync(ApiCall call) =>
        await call.Service<OtpRequestStore>().FindAsync(call.Account.Id, call.PathId(), call.Aborted) is { } request ? request : Missing.OtpRequest(call.PathId());
}
