namespace Lintel.Contracts;

/// <summary>Adds the messages of files, one for each language, to the definitions of a contract.</summary>
/// <param name="faults">Where faults go.</param>
/// <param name="read">Reads a file; null where it cannot be read.</param>
/// <param name="isBelow">Tells whether a text is of a file that the one at the other place extends.</param>
internal sealed class MessageFiles(
    FaultList faults,
    Func<string, SourcePosition, YamlMapping?> read,
    Func<SourcePosition, SourcePosition, bool> isBelow)
{
    private const string Errors = "errors";
    private const string Messages = "messages";
    private const string Message = "message";

    /// <summary>
    /// Adds what the files of <c>messages</c> say. Messages of the contract that names them stay, and give way where that contract has inherited them.
    /// </summary>
    /// <param name="root">The contract.</param>
    public YamlMapping AddTo(YamlMapping root)
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
            root = AddTo(root, language, language.Name == own);
        }

        return root;
    }

    private YamlMapping AddTo(YamlMapping root, YamlMember language, bool isOwn)
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

        YamlMember WithText(YamlMember error)
        {
            if (texts.Members.FirstOrDefault(text => text.Name == error.Name) is not { } text || error.Value is not YamlMapping definition)
            {
                return error;
            }

            return error with
            {
                Value = isOwn ? WithOwn(definition, text, language) : WithMessages(definition, text with { Key = KeyOf(language, text) }, language),
            };
        }
    }

    /// <summary>The name of the language, at the place of the text, so that faults of the text name its file.</summary>
    private static YamlScalar KeyOf(YamlMember language, YamlMember text) => language.Key with { Position = text.Position };

    /// <summary>Messages in the contract's own language: `message`, and those of some conditions.</summary>
    private YamlMapping WithOwn(YamlMapping definition, YamlMember text, YamlMember language)
    {
        if (text.Value is not YamlMapping several)
        {
            return Put(definition, text with { Key = text.Key with { Value = Message } }, language);
        }

        foreach (var member in several.Members)
        {
            definition = member.Name == Message ? Put(definition, member, language) : WithMessages(definition, member, language);
        }

        return definition;
    }

    /// <summary>Adds a message to the others of a definition.</summary>
    private YamlMapping WithMessages(YamlMapping definition, YamlMember message, YamlMember language)
    {
        var messages = definition.Members.FirstOrDefault(member => member.Name == Messages)?.Value as YamlMapping ?? new YamlMapping(message.Position, []);
        return Replace(definition, Messages, Put(messages, message, language));
    }

    private YamlMapping Put(YamlMapping mapping, YamlMember text, YamlMember language)
    {
        if (mapping.Members.FirstOrDefault(member => member.Name == text.Name) is not { } present)
        {
            return new YamlMapping(mapping.Position, [.. mapping.Members, text]);
        }

        return isBelow(present.Position, language.Position)
            ? new YamlMapping(mapping.Position, [.. mapping.Members.Select(member => member == present ? text : member)])
            : mapping;
    }

    private static YamlMapping Replace(YamlMapping mapping, string name, YamlNode value) => mapping.Members.Any(member => member.Name == name)
        ? new YamlMapping(mapping.Position, [.. mapping.Members.Select(member => member.Name == name ? member with { Value = value } : member)])
        : new YamlMapping(mapping.Position, [.. mapping.Members, new YamlMember(new YamlScalar(value.Position, name, IsPlain: true), value)]);
}
