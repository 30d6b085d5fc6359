using Lintel.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Otp;

/// <summary>What stage delegates, which get the call alone, need of it.</summary>
internal static class CallExtensions
{
    public static string PathId(this ApiCall call) => call.Http.Request.RouteValues["id"] as string ?? string.Empty;

    public static T Service<T>(this ApiCall call)
        where T : notnull => call.Http.RequestServices.GetRequiredService<T>();

    /// <summary>What was found, or the refusal; reading is synchronous, stages are not.</summary>
    public static ValueTask<Outcome<T>> Found<T>(T? found, Refusal missing)
        where T : class => ValueTask.FromResult<Outcome<T>>(found is null ? missing : found);
}
