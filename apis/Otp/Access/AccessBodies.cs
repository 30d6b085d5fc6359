using System.Text.RegularExpressions;
using Lintel.AspNetCore;

namespace Lintel.Otp;

/// <summary>What people register and sign in with.</summary>
/// <param name="Email">In lower case, as it is kept.</param>
/// <param name="Password">The password.</param>
internal sealed record Login(string Email, string Password)
{
    /// <summary>The address: the password has no business in a log.</summary>
    public override string ToString() => Email;
}

/// <summary>The bodies of registering and signing in.</summary>
internal static partial class AccessBodies
{
    private const int MaximumEmail = 254;
    private const int MinimumPassword = 10;
    private const int MaximumPassword = 128;

    public static Login ReadNew(FieldReader fields) => new(
        Email(fields.Text("email", required: true, max: MaximumEmail, pattern: Address(), expected: "an email address")),
        fields.Text("password", required: true, min: MinimumPassword, max: MaximumPassword) ?? string.Empty);

    // What registering would refuse is simply wrong here: nobody has it.
    public static Login Read(FieldReader fields) => new(
        Email(fields.Text("email", required: true, min: 1, max: MaximumEmail)),
        fields.Text("password", required: true, min: 1, max: MaximumPassword) ?? string.Empty);

    private static string Email(string? text) => text?.ToLowerInvariant() ?? string.Empty;

    [GeneratedRegex(
        @"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Address();
}
