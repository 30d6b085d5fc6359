using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Trackpilots.Employees;

/// <summary>The body of a change of an employee.</summary>
[RequestExample(
    """
    {"userId":"296b895b-2625-80e1-98f5-0bd5f138f3be","userName":"Ada Byron","roleId":"52074bf2-0aee-8c19-b9df-451d36653b82",
     "teamId":["4f70daa6-4e6b-872f-808a-47fefee1b163"],"workMode":"remote"}
    """)]
internal sealed record EmployeeChangeBody(
    Guid UserId,
    [StringLength(EmployeeBodies.MaximumName, MinimumLength = EmployeeBodies.MinimumName), SingleLine] string UserName,
    Guid RoleId,
    [Length(1, EmployeeBodies.MaximumTeams)] IReadOnlyList<Guid> TeamId,
    [AllowedValues(Employees.WorkMode.Remote, Employees.WorkMode.Office, Employees.WorkMode.Hybrid)] string WorkMode)
{
    /// <summary>The change.</summary>
    public EmployeeChange ToChange() => new(UserId, new EmployeeDetails(UserName, RoleId, [.. TeamId.Distinct()], WorkMode));
}

/// <summary>The body of a search for employees.</summary>
[RequestExample("""{"userId":["296b895b-2625-80e1-98f5-0bd5f138f3be"]}""")]
internal sealed record EmployeeFilter([Length(1, 1000)] IReadOnlyList<Guid> UserId);

/// <summary>
/// Reads new employees, field by field: the email address is kept in the form in which it is shown, the password must not be a common one, and neither is a
/// rule of a type.
/// </summary>
internal static class EmployeeBodies
{
    public const int MinimumName = 2;
    public const int MaximumName = 100;
    public const int MaximumTeams = 50;

    public static NewEmployee ReadNew(FieldReader fields)
    {
        var name = fields.Text("userName", required: true, MinimumName, MaximumName) ?? string.Empty;
        var email = fields.ShownEmail("emailId", required: true);
        var password = ReadPassword(fields);
        return new NewEmployee(ReadAssignments(fields, name), email ?? string.Empty, password);
    }

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
