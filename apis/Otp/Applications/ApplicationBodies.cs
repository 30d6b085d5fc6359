using Lintel.AspNetCore;

namespace Lintel.Otp;

/// <summary>The bodies of applications.</summary>
internal static class ApplicationBodies
{
    private const int MaximumName = 64;
    private const string Secret = "secret";
    private const string ApiKey = "apiKey";
    private const string Both = "both";

    private static readonly string[] Rotations = [Secret, ApiKey, Both];

    public static NewApplication ReadNew(FieldReader fields) => new(
        fields.Text("name", required: true, min: 1, max: MaximumName) ?? string.Empty,
        fields.OneOf("environment", Environments.All, required: true) ?? string.Empty);

    public static ApplicationChange ReadChange(FieldReader fields)
    {
        var change = new ApplicationChange(fields.Text("name", min: 1, max: MaximumName), fields.Text("projectId"));
        if (!fields.Has("name") && !fields.Has("projectId"))
        {
            fields.Fault("name", "or projectId must be given");
        }

        return change;
    }

    public static Rotation ReadRotation(FieldReader fields)
    {
        var which = fields.OneOf("which", Rotations, required: true);
        return new Rotation(Secret: which is Secret or Both, ApiKey: which is ApiKey or Both);
    }
}
