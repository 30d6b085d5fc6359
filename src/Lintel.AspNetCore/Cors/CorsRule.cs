using System.Reflection;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Lintel.AspNetCore;

/// <summary>The policy that one <c>UseCors</c> applies to endpoints that name none.</summary>
/// <param name="Policy">The policy that the call makes; null where it names one.</param>
/// <param name="Name">The name of a policy; null for the default one.</param>
internal sealed record CorsRule(CorsPolicy? Policy, string? Name)
{
    /// <summary>Reads the arguments of <c>UseCors</c>, which the middleware keeps to itself.</summary>
    public static CorsRule Of(CorsMiddleware middleware) => new(Argument<CorsPolicy>(middleware), Argument<string>(middleware));

    private static T? Argument<T>(CorsMiddleware middleware)
        where T : class => typeof(CorsMiddleware)
            .GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Where(field => field.FieldType == typeof(T))
            .Select(field => field.GetValue(middleware) as T)
            .FirstOrDefault();
}
