using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.Requests;

namespace Lintel.Trackpilots.Employees;

/// <summary>Reads the bodies of the employee endpoints.</summary>
internal static partial class EmployeeBodies
{
    private const int MaximumTeams = 50;
    private const int MaximumEmail = 254;

    public static NewEmployee ReadNew(FieldReader fields)
    {
        var name = ReadName(fields);
        var email = fields.Text("emailId", required: true, max: MaximumEmail, pattern: Email(), expected: "an email address");
        var password = ReadPassword(fields);
        return new NewEmployee(ReadAssignments(fields, name), email ?? string.Empty, password);
    }

    public static EmployeeChange ReadChange(FieldReader fields)
    {
        var id = fields.Uuid("userId", required: true) ?? Guid.Empty;
        return new EmployeeChange(id, ReadAssignments(fields, ReadName(fields)));
    }

    public static IReadOnlyList<Guid> ReadFilter(FieldReader fields) => fields.Uuids("userId", required: true, min: 1) ?? [];

    private static string ReadName(FieldReader fields) => fields.Text("userName", required: true, min: 2, max: 100) ?? string.Empty;

    private static string ReadPassword(FieldReader fields)
    {
        var text = fields.Text("password", required: true, min: Password.MinimumLength, max: Password.MaximumLength);
        if (text is not null && !Password.IsMixed(text))
        {
            fields.Fault("password", "must have at least one small letter, one capital letter, one digit and one other character");
        }

        return text ?? string.Empty;
    }

    private static EmployeeDetails ReadAssignments(FieldReader fields, string name)
    {
        var role = fields.Uuid("roleId", required: true) ?? Guid.Empty;
        var teams = fields.Uuids("teamId", required: true, min: 1, max: MaximumTeams) ?? [];
        var mode = fields.OneOf("workMode", WorkMode.All, required: true) ?? string.Empty;
        return new EmployeeDetails(name, role, [.. teams.Distinct()], mode);
    }

    // Whether an address really receives mail only a message can tell; this keeps out what is none at first sight.
    [GeneratedRegex(@"^[^\s@<>(),;:""\\\[\]]{1,64}@([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Email();
}
