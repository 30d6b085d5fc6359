using System.Text.Json.Serialization.Metadata;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http.Metadata;

namespace Lintel.AspNetCore;

/// <summary>Finds the conditions by which the stage <c>body</c> can refuse what an operation reads.</summary>
internal static class ReadingConditions
{
    private static readonly Condition[] OfBody =
    [
        Condition.RequestMalformed, Condition.RequestUnreadable, Condition.RequestTooLarge, Condition.RequestMediaType, Condition.RequestEncoding,
        Condition.RequestInvalid, Condition.RequestFieldMissing,
    ];

    public static IEnumerable<Condition> Of(Operation operation, Contract contract)
    {
        if (operation.ReadBody is not null)
        {
            return NeedsMember(operation) ? OfBody : OfBody.Where(condition => condition != Condition.RequestFieldMissing);
        }

        // An operation without a type reads no parameters, and refuses them where the contract refuses what it does not know.
        return operation.ReadQuery is null ? []
            : operation.QueryType is null ? contract.UnknownMembers == UnknownMembers.Refuse ? [Condition.RequestInvalid] : []
            : operation.QueryInfo is { } info && NeedsMember(info) ? [Condition.RequestInvalid, Condition.RequestFieldMissing]
            : [Condition.RequestInvalid];
    }

    /// <summary>
    /// Tells whether a body can lack a member: by the type that it is read into, or by the one that describes it. Of a body without either, nothing is known.
    /// </summary>
    private static bool NeedsMember(Operation operation)
    {
        var described = operation.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is { } type ? TypePlan.InfoOf(type, operation.Json) : null;
        JsonTypeInfo[] known = [.. new[] { operation.BodyInfo, described }.OfType<JsonTypeInfo>()];
        return known.Length == 0 || Array.Exists(known, NeedsMember);
    }

    private static bool NeedsMember(JsonTypeInfo info) => NeedsMember(TypePlan.Of(info), []);

    private static bool NeedsMember(TypePlan plan, HashSet<Type> seen) => seen.Add(plan.Info.Type) && plan.Kind switch
    {
        JsonTypeInfoKind.Object => plan.Members.Any(member => !member.IsRest && (member.IsRequired || NeedsMember(member.Plan, seen))),
        JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => NeedsMember(plan.Element, seen),
        _ => false,
    };
}
