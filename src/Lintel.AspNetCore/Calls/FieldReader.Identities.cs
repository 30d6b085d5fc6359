using Lintel.Sessions;

namespace Lintel.AspNetCore;

// Identities and passwords, in the one form in which they are stored and compared.
public sealed partial class FieldReader
{
    /// <summary>Reads an email address; its stored form, or null where it is absent or faulty.</summary>
    public string? Email(string name, bool required = false)
    {
        return Text(name, required, max: EmailAddress.MaximumLength) is not { } text ? null
            : EmailAddress.TryNormalize(text, out var address) ? address
            : Faulty(name, "an email address");
    }

    /// <summary>Reads a list of email addresses; their stored forms, equal ones once, or null where the list is absent or faulty.</summary>
    public IReadOnlyList<string>? Emails(string name, bool required = false, int min = 0, int max = 1000)
    {
        if (Texts(name, required, min, max, EmailAddress.MaximumLength) is not { } texts)
        {
            return null;
        }

        var addresses = new List<string>(texts.Count);
        var isValid = true;
        for (var i = 0; i < texts.Count; i++)
        {
            if (!EmailAddress.TryNormalize(texts[i], out var address))
            {
                Faulty($"{name}[{i}]", "an email address");
                isValid = false;
            }
            else if (!addresses.Contains(address))
            {
                addresses.Add(address);
            }
        }

        return isValid ? addresses : null;
    }

    /// <summary>
    /// Reads an email address that is shown as it was written; null where it is absent or faulty. It is compared by <see cref="LoginName.Normalize"/>.
    /// </summary>
    public string? ShownEmail(string name, bool required = false)
    {
        return Text(name, required, max: EmailAddress.MaximumLength) is not { } text ? null
            : EmailAddress.TryClean(text, out var address) ? address
            : Faulty(name, "an email address");
    }

    /// <summary>Reads a name that is shown as it was written; null where it is absent or faulty. It is compared by <see cref="LoginName.Normalize"/>.</summary>
    public string? ShownLogin(string name, bool required = false, int min = 0, int max = int.MaxValue)
    {
        return Text(name, required, min, max) is not { } text ? null
            : LoginName.TryClean(text, out var login) ? login
            : Faulty(name, LoginName.Expected);
    }

    /// <summary>Reads a name that people sign in with; its stored form, or null where it is absent or faulty.</summary>
    public string? Login(string name, bool required = false, int min = 0, int max = int.MaxValue)
    {
        return Text(name, required, min, max) is not { } text ? null
            : LoginName.TryNormalize(text, out var login) ? login
            : Faulty(name, LoginName.Expected);
    }

    /// <summary>
    /// Reads a domain name; its stored form, in lower case and with labels of other scripts as A-labels, or null where it is absent or faulty.
    /// </summary>
    public string? Domain(string name, bool required = false) =>
        Text(name, required) is not { } text ? null
            : DomainName.TryNormalize(text.Trim(), out var domain) ? domain
            : Faulty(name, "a domain name");

    /// <summary>Reads a password that is to be stored; null where it is absent. Short and common ones are faulty.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="required">True if it must be there.</param>
    /// <param name="min">The fewest characters, at least <see cref="CommonPasswords.MinimumLength"/>.</param>
    /// <param name="max">The most characters.</param>
    public string? NewPassword(string name, bool required = false, int min = CommonPasswords.MinimumLength, int max = 128)
    {
        var password = Text(name, required, Math.Max(min, CommonPasswords.MinimumLength), max);
        if (password is not null && CommonPasswords.Contains(password))
        {
            Fault(name, "must not be one of the most common passwords");
        }

        return password;
    }

    private string? Faulty(string name, string expected)
    {
        Fault(name, FieldFaultKind.Format, ("expected", expected));
        return null;
    }
}
