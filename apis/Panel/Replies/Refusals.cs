namespace Lintel.Panel;

/// <summary>What operations refuse by themselves.</summary>
internal static class Refusals
{
    /// <summary><c>not_found</c>; says the same of another account's record and of one that does not exist, without its id.</summary>
    public static Refusal Missing(string resource) => Refusal.For(
        Condition.ResourceMissing,
        ("problem", null),
        ("resource", resource),
        ("id", null));
}
