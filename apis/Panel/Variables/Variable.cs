using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>A variable that an application's programs read.</summary>
internal sealed record VariableView(string Id, string Name, string? Description, string Value, string Strategy, string UpdatedAt);

/// <summary>A variable that is to be made or takes another's place.</summary>
internal sealed record VariableFields(string Name, string? Description, string Value, string Strategy);

/// <summary>Reads the requests about variables.</summary>
internal static class VariableBodies
{
    private const int MinimumName = 3;
    private const int MaximumName = 64;
    private const int MaximumDescription = 64;
    private const int MaximumValue = 16_000;

    private static readonly string[] Strategies = ["auth_required", "auth_not_required"];

    public static VariableFields Read(FieldReader fields) => new(
        fields.Text("name", required: true, MinimumName, MaximumName) ?? string.Empty,
        fields.IsNull("description") ? null : fields.Text("description", required: true, max: MaximumDescription, lines: true),
        fields.Text("value", required: true, max: MaximumValue, lines: true) ?? string.Empty,
        fields.OneOf("strategy", Strategies, required: true) ?? string.Empty);
}
