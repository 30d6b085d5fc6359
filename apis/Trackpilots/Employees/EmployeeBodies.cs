using Lintel.AspNetCore;

namespace Lintel.Trackpilots.Employees;

/// <summary>Reads the bodies of the employee endpoints.</summary>
internal static class EmployeeBodies
{
    private const int MaximumTeams = 50;

    public static NewEmployee ReadNew(FieldReader fields)
    {
        var name = ReadName(fields);
        var email = fields.ShownEmail("emailId", required: true);
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
        var text = fields.NewPassword("password", required: true, Password.MinimumLength, Password.MaximumLength);
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
}
