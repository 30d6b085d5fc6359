using System.ComponentModel.DataAnnotations;

namespace Lintel.Panel;

/// <summary>Names of license levels: texts of one line with 1 to 16 characters each.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class LevelNamesAttribute() : ValidationAttribute($"must be texts of 1 to {MaximumLength} characters")
{
    public const int MaximumLength = 16;

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is not IEnumerable<string?> names || names.All(name => name is { Length: > 0 and <= MaximumLength } && !name.Any(char.IsControl));
}
