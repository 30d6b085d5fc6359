using System.Globalization;
using System.Text.Json;

namespace Lintel.Audit;

/// <summary>The values of an entry that may tell of a person, by their names: who asked, from where, and what was changed.</summary>
internal static class PersonalValues
{
    private const string UserId = "userId";
    private const string UserName = "userName";
    private const string Address = "address";
    private const string Target = "target";

    /// <summary>The values in the order in which they are sealed; null for one that is not there.</summary>
    public static IEnumerable<(string Name, string? Text)> Of(AuditRow row) =>
    [
        (UserId, row.UserId),
        (UserName, row.UserName),
        (Address, row.Address),
        (Target, row.Target),
        .. AuditText.ToChanges(row.Changes).SelectMany((change, place) => new[] { (Before(place), change.Before), (After(place), change.After) }),
    ];

    /// <summary>Returns true for the name of a value of a change; otherwise, false.</summary>
    public static bool IsOfChange(string name) => char.IsAsciiDigit(name[0]);

    /// <summary>The entry without some of them.</summary>
    public static AuditRow Without(AuditRow row, IReadOnlySet<string> names) => row with
    {
        UserId = names.Contains(UserId) ? null : row.UserId,
        UserName = names.Contains(UserName) ? null : row.UserName,
        Address = names.Contains(Address) ? null : row.Address,
        Target = names.Contains(Target) ? null : row.Target,
        Changes = AuditText.Of([.. AuditText.ToChanges(row.Changes).Select((change, place) => Without(change, place, names))]),
    };

    /// <summary>Returns true if the lists of an entry are stored as they are written; otherwise, false.</summary>
    public static bool AreCanonical(AuditRow row)
    {
        try
        {
            return row.Seals is { } seals
                && AuditText.Of(AuditText.ToSeals(seals)) == seals
                && AuditText.Of(AuditText.ToChanges(row.Changes)) == row.Changes;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    private static AuditChange Without(AuditChange change, int place, IReadOnlySet<string> names)
    {
        var (before, after) = (names.Contains(Before(place)), names.Contains(After(place)));
        return change with
        {
            Before = before ? null : change.Before,
            After = after ? null : change.After,
            IsErased = change.IsErased || before || after,
        };
    }

    private static string Before(int place) => string.Create(CultureInfo.InvariantCulture, $"{place}.before");

    private static string After(int place) => string.Create(CultureInfo.InvariantCulture, $"{place}.after");
}
