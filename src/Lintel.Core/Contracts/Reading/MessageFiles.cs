namespace Lintel.Contracts;

/// <summary>Adds the messages of files, one for each language, to the definitions of a contract.</summary>
internal static class MessageFiles
{
    private const string Errors = "errors";
    private const string Messages = "messages";
    private const string Message = "message";

    /// <summary>Adds what the files of <c>messages</c> say; a definition's own messages stay.</summary>
    /// <param name="root">The contract.</param>
    /// <param name="faults">Where faults go.</param>
    /// <param name="read">Reads a file; null where it cannot be read.</param>
    public static YamlMapping AddTo(YamlMapping root, FaultList faults, Func<string, SourcePosition, YamlMapping?> read)
    {
        if (root.Members.FirstOrDefault(member => member.Name == Messages) is not { } files)
        {
            return root;
        }

        var own = root.Members.FirstOrDefault(member => member.Name == "language")?.Value is YamlScalar named ? named.Value : Contract.DefaultLanguage;
        root = new YamlMapping(root.Position, [.. root.Members.Where(member => member != files)]);
        if (files.Value is not YamlMapping languages)
        {
            faults.Add(
                files.Value.Position,
                $"`messages` is {MappingCursor.Describe(files.Value)}.",
                "Write a file for each language, such as { de: messages.de.yaml }.");
            return root;
        }

        foreach (var language in languages.Members)
        {
            root = AddTo(root, language, language.Name == own, faults, read);
        }

        return root;
    }

    private static YamlMapping AddTo(
        YamlMapping root,
        YamlMember language,
        bool isOwn,
        FaultList faults,
        Func<string, SourcePosition, YamlMapping?> read)
    {
        if (!Forms.Language.IsMatch(language.Name))
        {
            faults.Add(language.Position, $"`messages` has {Quoting.Quote(language.Name)}, which is no language.", $"Write {Forms.LanguageInWords}.");
            return root;
        }

        if (language.Value is not YamlScalar { IsNull: false } path)
        {
            faults.Add(language.Value.Position, $"`messages` of {language.Name} is {MappingCursor.Describe(language.Value)}.", "Write the path of a file.");
            return root;
        }

        if (read(path.Value, path.Position) is not { } texts || root.Members.FirstOrDefault(member => member.Name == Errors)?.Value is not YamlMapping errors)
        {
            return root;
        }

        foreach (var text in texts.Members.Where(text => errors.Members.All(error => error.Name != text.Name)))
        {
            var all = "Write the codes of definitions before the colons.";
            faults.Add(
                text.Position,
                $"The file has a message for {Quoting.Quote(text.Name)}, and the contract has no such definition.",
                Spelling.Suggest(text.Name, errors.Members.Select(error => error.Name), all));
        }

        return Replace(root, Errors, new YamlMapping(errors.Position, [.. errors.Members.Select(WithText)]));

        YamlMember WithText(YamlMember error) =>
            texts.Members.FirstOrDefault(text => text.Name == error.Name) is { } text && error.Value is YamlMapping definition
                ? error with { Value = isOwn ? WithOwn(definition, text.Value) : WithLanguage(definition, language.Key, text.Value) }
                : error;
    }

    /// <summary>Messages in the contract's own language: `message`, and those of some conditions.</summary>
    private static YamlMapping WithOwn(YamlMapping definition, YamlNode text)
    {
        if (text is not YamlMapping several)
        {
            return AddWhereMissing(definition, Message, text);
        }

        foreach (var member in several.Members)
        {
            definition = member.Name == Message ? AddWhereMissing(definition, Message, member.Value) : WithLanguage(definition, member.Key, member.Value);
        }

        return definition;
    }

    private static YamlMapping WithLanguage(YamlMapping definition, YamlScalar key, YamlNode text)
    {
        var messages = definition.Members.FirstOrDefault(member => member.Name == Messages)?.Value as YamlMapping ?? new YamlMapping(text.Position, []);
        return messages.Members.Any(member => member.Name == key.Value)
            ? definition
            : Replace(definition, Messages, new YamlMapping(messages.Position, [.. messages.Members, new YamlMember(key, text)]));
    }

    private static YamlMapping AddWhereMissing(YamlMapping definition, string name, YamlNode value) =>
        definition.Members.Any(member => member.Name == name) ? definition : Replace(definition, name, value);

    private static YamlMapping Replace(YamlMapping mapping, string name, YamlNode value) => mapping.Members.Any(member => member.Name == name)
        ? new YamlMapping(mapping.Position, [.. mapping.Members.Select(member => member.Name == name ? member with { Value = value } : member)])
        : new YamlMapping(mapping.Position, [.. mapping.Members, new YamlMember(new YamlScalar(value.Position, name, IsPlain: true), value)]);
}
