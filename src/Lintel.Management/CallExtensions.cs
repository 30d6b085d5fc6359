using Lintel.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management;

/// <summary>What stage delegates, which get the call alone, need of it.</summary>
internal static class CallExtensions
{
    public static string RouteText(this ApiCall call, string name) => (string)call.Http.Request.RouteValues[name]!;

    public static T Service<T>(this ApiCall call)
        where T : notnull => call.Http.RequestServices.GetRequiredService<T>();
}
