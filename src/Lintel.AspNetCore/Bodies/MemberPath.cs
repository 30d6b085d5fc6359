using System.Collections;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace Lintel.AspNetCore;

/// <summary>Translates paths of .NET members, such as <c>Lines[2].Sku</c>, to those of the JSON that was read: <c>lines[2].sku</c>.</summary>
internal static class MemberPath
{
    /// <summary>Translates a path.</summary>
    /// <param name="members">The path, by .NET names.</param>
    /// <param name="plan">The plan of the type that it begins at.</param>
    /// <param name="value">What was read.</param>
    /// <returns>The path in JSON; and false where the members go on inside a value, which the path then ends at.</returns>
    public static (string Path, bool IsMember) Of(string members, TypePlan plan, object value)
    {
        var place = new Place(string.Empty, plan, value);
        var steps = StepsOf(members);
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            if (IndexOf(step) is { } index)
            {
                place = At(place, index, step);
                continue;
            }

            // A rule for each item of a list that is the whole body names the parameter of its lambda before the index.
            if (i == 0 && plan.Kind == JsonTypeInfoKind.Enumerable && steps.Count > 1 && IndexOf(steps[1]) is not null)
            {
                continue;
            }

            // An item of a dictionary is a pair for .NET.
            if (i > 0 && step is "Key" or "Value" && place.IsEntry)
            {
                place = place with { IsEntry = false };
                continue;
            }

            if (place.Plan is { Kind: not JsonTypeInfoKind.Object })
            {
                return (place.Path, false);
            }

            place = At(place, step, plan);
        }

        return (place.Path, true);
    }

    /// <summary>Tells whether a path leads to a member of what another leads to.</summary>
    public static bool Contains(string path, string inner) => inner.Length > path.Length
        && inner.StartsWith(path, StringComparison.Ordinal)
        && (path.Length == 0 || inner[path.Length] is '.' or '[');

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static Place At(Place place, int index, string step)
    {
        if (place.Plan?.Kind == JsonTypeInfoKind.Dictionary)
        {
            var entry = (place.Value as IEnumerable)?.Cast<object>().ElementAtOrDefault(index);
            var (key, value) = entry is null ? (null, null) : PairOf(entry);
            return new Place(key is null ? place.Path : Join(place.Path, key), place.Plan.Element, value, IsEntry: true);
        }

        return place.Plan?.Kind == JsonTypeInfoKind.Enumerable
            ? new Place(place.Path + step, place.Plan.Element, (place.Value as IEnumerable)?.Cast<object?>().ElementAtOrDefault(index))
            : new Place(place.Path + step, null, null);
    }

    private static Place At(Place place, string name, TypePlan root)
    {
        var plan = place is { Plan.Discriminator: not null, Value: { } value } ? place.Plan.ForValue(value) : place.Plan;
        var converted = root.Info.Options.PropertyNamingPolicy?.ConvertName(name) ?? name;
        var member = plan?.Members.FirstOrDefault(member => member.ClrName == name) ?? plan?.Find(converted) ?? plan?.Find(name);
        return member is null
            ? new Place(Join(place.Path, converted), null, null)
            : new Place(Join(place.Path, member.Name), member.Plan, place.Value is null ? null : member.ValueIn(place.Value));
    }

    /// <summary>The key as JSON has it, and the value, of a pair of whatever types.</summary>
    private static (string? Key, object? Value) PairOf(object entry)
    {
        var type = entry.GetType();
        return (Convert.ToString(type.GetProperty("Key")?.GetValue(entry), CultureInfo.InvariantCulture), type.GetProperty("Value")?.GetValue(entry));
    }

    /// <summary>Splits a path into names and indexes, the latter with their brackets.</summary>
    private static List<string> StepsOf(string members)
    {
        var steps = new List<string>();
        foreach (var part in members.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var from = 0;
            for (var i = 1; i < part.Length; i++)
            {
                if (part[i] == '[')
                {
                    steps.Add(part[from..i]);
                    from = i;
                }
            }

            steps.Add(part[from..]);
        }

        return steps;
    }

    private static int? IndexOf(string step) =>
        step is ['[', .., ']'] && WholeNumberText.TryParse(step.AsSpan(1, step.Length - 2), out int index) ? index : null;

    /// <summary>A place in what was read.</summary>
    /// <param name="Path">The path to it in JSON.</param>
    /// <param name="Plan">The plan of its type; null where the JSON has no such member.</param>
    /// <param name="Value">The value; null where it is not known.</param>
    /// <param name="IsEntry">True for an entry of a dictionary.</param>
    private readonly record struct Place(string Path, TypePlan? Plan, object? Value, bool IsEntry = false);
}
