using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>OTP requests on the console.</summary>
internal static class OtpRequestEndpoints
{
    public static void Map(RouteGroupBuilder console)
    {
        var requests = console.MapGroup(string.Empty).WithTags("OTP requests");
        requests.MapGet("/applications/{id}/otp-requests", ListAsync)
            .WithName("otp.requests.list")
            .WithSummary("Lists the OTP requests of an application, newest first")
            .AcceptsQuery<OtpRequestQueryDocument>()
            .Produces<ListReply<OtpRequest>>()
            .OfApplication()
            .Query(OtpBodies.ReadFilter);
        requests.MapGet("/otp-requests/{id}", Get)
            .WithName("otp.requests.get")
            .WithSummary("Shows an OTP request")
            .Produces<Reply<OtpRequest>>()
            .Resource(FindAsync, "OTP request");
    }

    private static ValueTask<OtpRequest?> FindAsync(string id, Account account, OtpRequestStore requests, CancellationToken cancellationToken) =>
        requests.FindAsync(account.Id, id, cancellationToken);

    private static async Task<IResult> ListAsync(
        Resource<Application> application, Query<OtpRequestFilter> filter, Account account, OtpRequestStore requests, CancellationToken cancellationToken) =>
        Replies.List(await requests.ListAsync(account.Id, application.Value.Id, filter.Value, cancellationToken));

    private static IResult Get(Resource<OtpRequest> request) => Replies.Ok(request.Value);
}
