using System.Text.RegularExpressions;

namespace Lintel.Contracts;

/// <summary>The forms of names and values in contract files. All anchored by <c>\z</c>, so that a line break at the end is not passed over.</summary>
internal static partial class Forms
{
    // Every form is anchored and bounded in length, so that none of them needs a clock; one that ran out would be an exception of the wrong kind.
    private const int Unlimited = -1;

    public const string ApiInWords = "lower case letters, digits and dashes, beginning with a letter, at most 32";
    public const string BasePathInWords = "a path such as /pixel or /pixel/v1, without a slash at its end, or / for everything";
    public const string ContentTypeInWords =
        "application/json, application/xml, text/xml or a type that ends with +json, +xml or -json-1.0; `; charset=utf-8` may follow";
    public const string OriginInWords = "an origin such as https://app.example.com or https://*.example.com, without a path, or * for all";
    public const string HeaderInWords = "the name of a header, such as X-API-Key";
    public const string PrefixInWords = "lower case letters, digits and single underscores, beginning with a letter, at most 16";
    public const string PublicIdPrefixInWords = "lower case letters, digits and underscores, at most 16";
    public const string RequestIdPrefixInWords = "letters, digits, dashes and underscores, at most 16";
    public const string ScopeInWords = "printable ASCII without spaces, quotes and backslashes, at most 64 characters";
    public const string WordInWords = "letters, digits, spaces, dots, dashes and underscores, beginning with a letter or digit, at most 64";
    public const string NameInWords = "letters, digits, dashes and underscores, beginning with a letter, at most 64";
    public const string CodeInWords =
        "letters, digits, dots, colons, dashes and underscores, beginning with a letter or digit, at most 64; or a whole number without quotes";
    public const string XmlNameInWords = "letters, digits, dots, dashes and underscores, beginning with a letter or underscore, at most 64";
    public const string ArgumentInWords = "letters, digits and underscores, beginning with a letter, at most 64";
    public const string LanguageInWords = "a language tag such as de, pt-BR or zh-Hant (RFC 5646)";
    public const string IssuerInWords = "the exact text of the claim, printable ASCII without spaces, quotes and backslashes, at most 200 characters";
    public const string ClaimInWords = "the name of a claim, printable ASCII without spaces, quotes and backslashes, at most 100 characters";
    public const string SignatureAlgorithmInWords =
        "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or ES512: `none` signs nothing, and with a symmetric one whoever verifies could sign";
    public const string ChallengeInWords =
        "a scheme with its realm, such as Bearer realm=\"pixel\", in printable ASCII without quotes or backslashes inside the quotes";

    public static readonly Regex Api = ApiForm();
    public static readonly Regex BasePath = BasePathForm();
    public static readonly Regex ContentType = ContentTypeForm();
    public static readonly Regex Header = HeaderForm();
    public static readonly Regex Origin = OriginForm();
    public static readonly Regex Prefix = PrefixForm();
    public static readonly Regex PublicIdPrefix = PublicIdPrefixForm();
    public static readonly Regex RequestIdPrefix = RequestIdPrefixForm();
    public static readonly Regex Scope = ScopeForm();
    public static readonly Regex Word = WordForm();
    public static readonly Regex Name = NameForm();
    public static readonly Regex Code = CodeForm();
    public static readonly Regex NumberCode = NumberCodeForm();
    public static readonly Regex XmlName = XmlNameForm();
    public static readonly Regex Argument = ArgumentForm();
    public static readonly Regex Issuer = IssuerForm();
    public static readonly Regex Claim = ClaimForm();
    public static readonly Regex SignatureAlgorithm = SignatureAlgorithmForm();
    public static readonly Regex Challenge = ChallengeForm();
    public static readonly Regex Language = LanguageForm();
    public static readonly Regex Size = SizeForm();
    public static readonly Regex Window = WindowForm();
    public static readonly Regex Span = SpanForm();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,31}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex ApiForm();

    [GeneratedRegex(@"\A(?:/|(?:/(?!\.{1,2}(?:/|\z))[A-Za-z0-9._~-]{1,64}){1,8})\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex BasePathForm();

    [GeneratedRegex(
        @"\A(?:text/xml|application/(?:json|xml|[a-z0-9][a-z0-9.-]{0,62}(?:\+json|\+xml|-json-[0-9]\.[0-9])))(?:; charset=utf-8)?\z",
        RegexOptions.CultureInvariant,
        Unlimited)]
    private static partial Regex ContentTypeForm();

    [GeneratedRegex(
        @"\A(?:\*|https?://(?:\*\.(?=[a-z0-9-]+\.))?[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?){0,8}(?::[0-9]{1,5})?)\z",
        RegexOptions.CultureInvariant,
        Unlimited)]
    private static partial Regex OriginForm();

    [GeneratedRegex(@"\A[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex LanguageForm();

    [GeneratedRegex(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex HeaderForm();

    [GeneratedRegex(@"\A(?=.{1,16}\z)[a-z][a-z0-9]*(?:_[a-z0-9]+)*\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex PrefixForm();

    [GeneratedRegex(@"\A[a-z0-9_]{1,16}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex PublicIdPrefixForm();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{0,16}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex RequestIdPrefixForm();

    [GeneratedRegex(@"\A[\x21\x23-\x5B\x5D-\x7E]{1,64}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex ScopeForm();

    [GeneratedRegex(@"\A[\x21\x23-\x5B\x5D-\x7E]{1,200}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex IssuerForm();

    [GeneratedRegex(@"\A[\x21\x23-\x5B\x5D-\x7E]{1,100}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex ClaimForm();

    [GeneratedRegex(@"\A[RPE]S(?:256|384|512)\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex SignatureAlgorithmForm();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex WordForm();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:-]{0,63}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex CodeForm();

    [GeneratedRegex(@"\A(?:0|-?[1-9][0-9]{0,14})\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex NumberCodeForm();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex XmlNameForm();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,63}\z", RegexOptions.CultureInvariant, Unlimited)]
    private static partial Regex ArgumentForm();

    // RFC 9110 section 11.6.1, with what RFC 6750 section 3 takes out of quoted texts: the quote, the backslash and all that is not ASCII.
    [GeneratedRegex(
        @"\A(?<scheme>[A-Za-z][A-Za-z0-9-]{0,31}) (?<name>[A-Za-z_-]{1,32})=""[\x20\x21\x23-\x5B\x5D-\x7E]{0,200}""(?:, (?<name>[A-Za-z_-]{1,32})=""[\x20\x21\x23-\x5B\x5D-\x7E]{0,200}""){0,8}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Unlimited)]
    private static partial Regex ChallengeForm();

    [GeneratedRegex(@"\A(?<number>[0-9]{1,9})(?: ?(?<unit>B|KiB|MiB))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Unlimited)]
    private static partial Regex SizeForm();

    [GeneratedRegex(@"\A(?<number>[0-9]{1,7}) (?<unit>second|minute|hour|day)s?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Unlimited)]
    private static partial Regex WindowForm();

    [GeneratedRegex(@"\A(?<from>[0-9]{1,7})(?:\.\.(?<to>[0-9]{1,7}))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Unlimited)]
    private static partial Regex SpanForm();
}
