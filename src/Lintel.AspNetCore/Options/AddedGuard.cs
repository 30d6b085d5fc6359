using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>A guard of the application's own.</summary>
/// <param name="Type">Its class.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="After">The stage that it stands after where a contract does not place it.</param>
/// <param name="Api">The API that it is for; null for all of the application's.</param>
internal sealed record AddedGuard(Type Type, StageDescriptor Stage, StageDescriptor After, string? Api)
{
    /// <summary>The codes that it may raise.</summary>
    public IReadOnlyList<string> Codes { get; } = RaisedCodes.Of(Type);

    /// <summary>Tells whether requests of an API pass it: its contract places the guard, or the guard was added for it.</summary>
    public bool Guards(Contract contract) =>
        IsPlacedBy(contract) || (Api is null ? contract.Api != Contract.Default.Api : contract.Api == Api);

    public bool IsPlacedBy(Contract contract) => contract.Order.Any(stage => stage.Word == Stage.Word);

    /// <summary>The word of a guard's class: <c>TenantGuard</c> is <c>tenant</c>.</summary>
    public static string WordOf(Type type) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name.EndsWith(nameof(Guard), StringComparison.Ordinal) && type.Name.Length > nameof(Guard).Length
            ? type.Name[..^nameof(Guard).Length]
            : type.Name);
}
