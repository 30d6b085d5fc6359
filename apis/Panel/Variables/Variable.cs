using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>A variable that an application's programs read.</summary>
internal sealed record VariableView(
    string Id, string Name, string? Description, string Value, [VariableStrategy] string Strategy, string UpdatedAt);

/// <summary>A strategy of a variable.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class VariableStrategyAttribute() : AllowedValuesAttribute("auth_required", "auth_not_required");

/// <summary>A variable that is to be made or takes another's place. A description must be sent, and may be null.</summary>
[RequestExample("""{"name":"greeting","description":null,"value":"Hello","strategy":"auth_required"}""")]
internal sealed record VariableFields(
    [StringLength(64, MinimumLength = 3), SingleLine] string Name,
    [property: JsonRequired, StringLength(64)] string? Description,
    [StringLength(16_000)] string Value,
    [VariableStrategy] string Strategy);

/// <summary>A query string that names an application and a variable.</summary>
internal sealed record VariableQuery(RecordId ApplicationId, RecordId VariableId) : IApplicationQuery;

/// <summary>The query that names a variable, as the reference describes it; <see cref="VariableQuery"/> reads it.</summary>
internal sealed record VariableParameters : ApplicationParameters
{
    [Id]
    [Description("The id of the variable.")]
    public required string VariableId { get; init; }
}
