using System.Text.Json.Serialization.Metadata;
using Lintel.Contracts;

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
            return OfBody;
        }

        // An operation without a type reads no parameters, and refuses them where the contract refuses what it does not know.
        return operation.ReadQuery is null ? []
            : operation.QueryType is null ? contract.UnknownMembers == UnknownMembers.Refuse ? [Condition.RequestInvalid] : []
            : operation.QueryInfo is { } info && NeedsAny(info) ? [Condition.RequestInvalid, Condition.RequestFieldMissing]
            : [Condition.RequestInvalid];
    }

    private static bool NeedsAny(JsonTypeInfo info) => TypePlan.Of(info).Members.Any(member => member.IsRequired);
}
