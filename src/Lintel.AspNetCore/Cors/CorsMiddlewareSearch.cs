using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// Finds the CORS middleware that comes after <c>UseLintel</c>. Its services say nothing, since controllers register them in every application, and
/// <c>UseCors</c> leaves no mark. So the pipeline is followed from each delegate to those that its target holds; nothing is run. A middleware that holds
/// the next one in another way ends the search, and preflights are then answered without header fields of CORS, which browsers take for a refusal.
/// </summary>
internal static class CorsMiddlewareSearch
{
    // More than any pipeline has. What a lambda captures is looked at too.
    private const int Most = 10_000;

    /// <summary>The policies of the CORS middleware after a place of the pipeline, the nearest first.</summary>
    /// <param name="next">The pipeline after that place.</param>
    public static IReadOnlyList<CorsRule> After(RequestDelegate next)
    {
        var rules = new List<CorsRule>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { next };
        var open = new Queue<object>(seen);
        while (open.TryDequeue(out var current) && seen.Count < Most)
        {
            if (current is CorsMiddleware middleware)
            {
                rules.Add(CorsRule.Of(middleware));
            }

            foreach (var held in HeldBy(current).Where(seen.Add))
            {
                open.Enqueue(held);
            }
        }

        return rules;
    }

    /// <summary>The target of a delegate, the delegates of a middleware, and whatever a lambda has captured.</summary>
    private static IEnumerable<object> HeldBy(object current)
    {
        if (current is Delegate { Target: var target })
        {
            return target is null ? [] : [target];
        }

        var captures = current.GetType().IsDefined(typeof(CompilerGeneratedAttribute));
        return FieldsOf(current.GetType())
            .Where(field => captures ? !field.FieldType.IsValueType : field.FieldType == typeof(RequestDelegate))
            .Select(field => field.GetValue(current))
            .OfType<object>();
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            foreach (var field in at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }
}
