using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.FieldService;

/// <summary>How this API maps its operations.</summary>
internal static class Operations
{
    /// <summary>The class of reads without an id.</summary>
    public const string List = "list";

    /// <summary>The class of reads with an id.</summary>
    public const string Single = "single";

    /// <summary>The class of everything that is not a read.</summary>
    public const string Write = "write";

    /// <summary>Names the class of a request, whether or not there is an operation for it.</summary>
    public static string Classify(HttpContext context)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return !isRead ? Write : context.Request.Query.ContainsKey("id") ? Single : List;
    }

    /// <summary>
    /// Maps one operation. A plain request delegate needs no compiled binding of parameters, which forty endpoints would pay for at start-up.
    /// </summary>
    public static IEndpointConventionBuilder Map(this IEndpointRouteBuilder group, string method, string path, string name, Func<ApiCall, Task<IResult>> handler) =>
        group.MapMethods(path, [method], async (HttpContext context) =>
        {
            var call = await ApiCall.BindAsync(context) ?? throw new InvalidOperationException("The front door has not seen this request.");
            var result = await handler(call);
            await result.ExecuteAsync(context);
        }).WithName("fieldservice." + name);

    /// <summary>A change must change something.</summary>
    public static TBuilder RequireChange<TBuilder, T>(this TBuilder builder, Func<T, bool> isEmpty)
        where TBuilder : IEndpointConventionBuilder => builder.Rules((ApiCall call) => ValueTask.FromResult(
            isEmpty(call.Body<T>()) ? (Decision)Faults.Whole("The body must have at least one field to change.") : Decision.Pass));
}
